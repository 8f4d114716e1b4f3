"""Yingda 应答: a customer-service system that a shop, a platform or a brand runs itself."""
