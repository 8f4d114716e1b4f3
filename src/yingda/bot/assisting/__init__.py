"""What the person who takes over gets from the bot: the case so far, and help with the answer."""
