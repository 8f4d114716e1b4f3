"""What service costs a shop: what people and the bot are paid, and how long people were at work."""
