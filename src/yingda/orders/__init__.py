"""What was bought: products and orders, as the shop's own system tells them."""
