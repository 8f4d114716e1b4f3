"""The demo shop: an invented shop with knowledge, products, orders and people to try it all on."""
