"""Whole databases on the move: rows out of one engine, into the other, and proof of both."""
