"""The tree as the architecture tests see it: paths and texts, nothing imported."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {"node_modules", "__pycache__", ".venv", "static", "dist", "var"}


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root of the repository, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def capability(self) -> str:
        """Give the folder under src/yingda it belongs to, or "" for a file elsewhere."""
        parts = Path(self.path).parts
        return parts[2] if parts[:2] == ("src", "yingda") and len(parts) > 3 else ""


def python_files(*folders: str) -> Iterator[Source]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not SKIPPED & set(path.parts[len(ROOT.parts) :]):
                yield Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def kept_files() -> Iterator[Path]:
    """Give every file git keeps, or will keep when it is added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (path := ROOT / name).is_file():
            yield path
