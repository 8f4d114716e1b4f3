"""A conversation: one service encounter inside the lasting thread of a customer and a shop."""
