"""Phases of a promotion: other settings of the bot for a planned time, which end by themselves."""
