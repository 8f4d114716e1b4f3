"""Figures of the running system for Prometheus, under names that begin with `cs_`."""
