"""Puts the product together: what runs, who reacts to which fact, and the command line."""
