"""Flows, actions and runs on the wire."""
