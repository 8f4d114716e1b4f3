"""Whose shop it is: a tenant owns one merchant (a plain company) or many (a platform)."""
