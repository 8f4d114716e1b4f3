"""Finds imports through a door that is not for the caller.

`api`, `reactions` and `timers` of a capability are for `app` alone; the web framework is for
`api` modules, `app` and `foundation.web`.
"""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import Source

EDGES = re.compile(r"yingda\.(?!app\b|foundation\b)\w+(\.\w+)*?\.(api|reactions|timers)\b")
WEB = re.compile(r"(fastapi|starlette|yingda\.foundation\.web)\b")
MAY_SPEAK_WEB = re.compile(r"src/yingda/(app/|foundation/web|(\w+/)+api(\.py|/))")


def wrong_doors(source: Source) -> list[str]:
    if source.capability in {"", "app"}:
        return []
    found = []
    for line, name in imports(source.tree):
        edge = EDGES.match(name)
        if edge and not _same_edge(source, edge.group()):
            found.append(f"{source.path}:{line} imports {name}, which is for app alone")
        if WEB.match(name) and not MAY_SPEAK_WEB.match(source.path):
            found.append(f"{source.path}:{line} imports {name}: only api.py speaks web")
    return found


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Give line and full name of everything imported, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def _same_edge(source: Source, edge: str) -> bool:
    # An edge that has grown into a folder may import its own inside.
    return source.path.startswith(f"src/{edge.replace('.', '/')}/")
