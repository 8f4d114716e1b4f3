"""Gives every test the services it may need and refuses to skip those that are required."""

pytest_plugins = ["tests.services", "tests.required"]
