"""How sure the bot must be, chosen by how many of its answers shall be right."""
