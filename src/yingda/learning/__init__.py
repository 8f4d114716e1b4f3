"""Learning: why customers left the bot, what they did after its answers, and what mends it."""
