"""Replay: recorded conversations played through the public API by real visitors and agents."""
