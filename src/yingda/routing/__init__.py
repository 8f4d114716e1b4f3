"""Routing: who gets which waiting customer, now, and why."""
