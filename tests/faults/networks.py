"""A network of its own for a server, whose link can be cut; only root may make one."""

import ctypes
import os
import shutil
import subprocess
from contextlib import contextmanager, suppress

NEW_NETWORK = 0x40000000
OURS, THEIRS = "10.99.{}.1", "10.99.{}.2"


def why_no_network():
    if os.geteuid() != 0:
        return "only root may make a network namespace"
    if shutil.which("ip") is None:
        return "no ip on the PATH"
    return None


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


class Network:
    def __init__(self, number):
        self.name, self.link = f"yingda-{number}", f"yd{number}"
        self.ours, self.theirs = OURS.format(number % 250), THEIRS.format(number % 250)

    def make(self):
        ip("netns", "add", self.name)
        ip("link", "add", self.link, "type", "veth", "peer", "name", "far", "netns", self.name)
        ip("addr", "add", f"{self.ours}/24", "dev", self.link)
        ip("link", "set", self.link, "up")
        inside = ["netns", "exec", self.name, "ip"]
        ip(*inside, "addr", "add", f"{self.theirs}/24", "dev", "far")
        ip(*inside, "link", "set", "far", "up")
        ip(*inside, "link", "set", "lo", "up")

    def cut(self):
        ip("link", "set", self.link, "down")

    def mend(self):
        ip("link", "set", self.link, "up")


@contextmanager
def network():
    """Make a network; raises PermissionError where this machine does not let us."""
    made = Network(os.getpid() % 30_000)
    try:
        made.make()
    except subprocess.CalledProcessError as error:
        raise PermissionError(error.stderr.decode().strip()) from error
    try:
        yield made
    finally:
        with suppress(subprocess.CalledProcessError):
            ip("link", "delete", made.link)
        ip("netns", "delete", made.name)


def move_into(name):
    """Move this process, which has no other threads, into the network."""
    with open(f"/var/run/netns/{name}", "rb") as place:  # noqa: PTH123 - the kernel's own file
        if ctypes.CDLL(None, use_errno=True).setns(place.fileno(), NEW_NETWORK) != 0:
            raise OSError(ctypes.get_errno(), name)
