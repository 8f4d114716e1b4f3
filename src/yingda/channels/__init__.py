"""Channels: one folder for each kind of road on which customers come."""
