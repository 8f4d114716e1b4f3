"""What an hour on the leak board changes, measured through the product's own HTTP API."""
