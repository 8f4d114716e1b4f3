"""The bot's figures, metrics.md M57 to M71, and the funnel of levels, people.md 5.1."""
