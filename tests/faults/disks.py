"""A small disk in memory that can be filled up and emptied again; only root may mount one."""

import os
import subprocess
from contextlib import contextmanager, suppress

BALLAST = "ballast"


def why_no_disk():
    if os.name != "posix" or os.geteuid() != 0:
        return "only root may mount a small disk"
    return None


class Disk:
    def __init__(self, folder):
        self.folder = folder

    def fill(self):
        """Leave no room at all."""
        path = self.folder / BALLAST
        with path.open("ab", buffering=0) as file:
            for size in (1 << 20, 4096):
                with suppress(OSError):
                    while True:
                        file.write(b"\0" * size)

    def empty(self):
        (self.folder / BALLAST).unlink()


@contextmanager
def small_disk(folder, megabytes):
    """Mount a disk of that size; raises PermissionError where this machine does not let us."""
    folder.mkdir(exist_ok=True)
    options = f"size={megabytes}m"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)],
        check=False,
        capture_output=True,
        text=True,
    )
    if mounted.returncode != 0:
        raise PermissionError(mounted.stderr.strip())
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
