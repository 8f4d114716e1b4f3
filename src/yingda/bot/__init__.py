"""The bot: answers what the knowledge covers, says when it does not, and gives way to people."""
