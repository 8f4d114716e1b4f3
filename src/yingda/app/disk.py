"""How much room a folder has."""

import os
from pathlib import Path


def existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    absolute = folder.resolve()
    return next(one for one in (absolute, *absolute.parents) if one.exists())


def free_bytes(folder: Path) -> int:
    """Return how many bytes we could write there."""
    status = os.statvfs(existing(folder))
    return status.f_bavail * status.f_frsize
