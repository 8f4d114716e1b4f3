"""Judging: a weekly random sample of the bot's answers, each judged by two people; M66."""
