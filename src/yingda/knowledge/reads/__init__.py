"""Level L0: help pages that were read, also by people who never wrote (people.md 5.1)."""
