"""Refuses module names that say nothing, because such a module collects everything."""

from pathlib import PurePosixPath

BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base", "data", "info"}


def says_nothing(path: str) -> list[str]:
    parts = PurePosixPath(path).with_suffix("").parts
    return [f"{path}: “{part}” says nothing" for part in parts if part.lower() in BANNED]
