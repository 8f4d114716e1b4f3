"""Turning scraped text back into what a person wrote, saying what was changed."""
