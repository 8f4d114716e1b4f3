"""Finds time, randomness and waiting taken from the machine instead of from a port.

Whoever takes them by himself cannot be tested by moving a clock, nor replayed from a seed.
"""

import ast

from tests.architecture.doors import imports
from tests.architecture.source import Source

MACHINE = (
    "random", "secrets", "uuid", "uuid_utils", "time.time", "time.time_ns", "time.sleep",
    "time.monotonic", "time.monotonic_ns", "os.urandom", "numpy.random", "asyncio.sleep",
)  # fmt: skip
CALENDARS = {"now", "utcnow", "today"}
LOSES_CANCELLATIONS = ("asyncio.wait_for",)
SLEEPS = ("time.sleep", "asyncio.sleep", "anyio.sleep")


def taken_from_the_machine(source: Source, forbidden: tuple[str, ...] = MACHINE) -> list[str]:
    found = [
        f"{source.path}:{line} takes {name}"
        for line, name in [*imports(source.tree), *_dotted(source.tree)]
        if any(name == one or name.startswith(f"{one}.") for one in forbidden)
    ]
    return sorted(set(found))


def asks_the_calendar(source: Source) -> list[str]:
    """Find `datetime.now()` and its kin, under whatever name datetime was imported."""
    return [
        f"{source.path}:{node.lineno} calls {ast.unparse(node.func)}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CALENDARS
        and ast.unparse(node.func.value).rpartition(".")[2] in {"datetime", "date"}
    ]


def sleeps(source: Source) -> list[str]:
    """Find waiting for the machine's clock; `asyncio.sleep(0)` only lets others go first."""
    others_first = {
        f"{source.path}:{node.lineno} "
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node).endswith("sleep(0)")
    }
    found = taken_from_the_machine(source, SLEEPS)
    return [one for one in found if not one.startswith(tuple(others_first))]


def loses_cancellations(source: Source) -> list[str]:
    """Find `asyncio.wait_for`: in Python 3.11 it may swallow the cancellation of who waits."""
    return taken_from_the_machine(source, LOSES_CANCELLATIONS)


def _dotted(tree: ast.Module) -> list[tuple[int, str]]:
    """Give every dotted name by the module it was imported from: `np.random` → numpy.random."""
    modules = {
        name.asname or name.name: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            first, _, rest = ast.unparse(node).partition(".")
            if first in modules:
                found.append((node.lineno, f"{modules[first]}.{rest}"))
    return found
