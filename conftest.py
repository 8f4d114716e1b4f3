"""Gives every test the services it may need and refuses to skip those that are required."""

import os

from hypothesis import settings

pytest_plugins = [
    "tests.required",
    "tests.services",
    "tests.fixtures.stores",
    "tests.fixtures.server",
    "tests.fixtures.people",
]

# Two cores shared by many tests say nothing about how long one example takes. CI tries the same
# examples each time, so that a change is judged by what it changed.
settings.register_profile("house", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")
