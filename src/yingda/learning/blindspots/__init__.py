"""Blind spots: what was answered right, bought, and sent back because it did not fit."""
