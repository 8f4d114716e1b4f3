"""Self-service: tasks a customer finishes with the bot, as documents that a shop writes itself."""
