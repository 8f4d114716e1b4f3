"""How well the bot understands, on sets that are not part of this repository."""
