"""Draws the map: the layers of pyproject.toml, top to bottom, with what stands in each."""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "yingda"
LARGE = 300


def layers(config: dict[str, Any]) -> list[list[str]]:
    """Read the names of the packages, one list a layer."""
    contracts = config["tool"]["importlinter"]["contracts"]
    lines: list[str] = next(one for one in contracts if one["id"] == "map")["layers"]
    return [[name.strip(" ()") for name in line.split("|")] for line in lines]


def sizes(folder: Path) -> list[tuple[int, Path]]:
    return sorted(
        (len(path.read_text(encoding="utf-8").splitlines()), path) for path in folder.rglob("*.py")
    )


def row(name: str) -> str:
    files = sizes(PACKAGE / name)
    if not files:
        return f"  {name:<15} planned"
    lines = sum(count for count, _ in files)
    most, largest = files[-1]
    where = largest.relative_to(PACKAGE / name)
    return f"  {name:<15} {len(files):>4} files {lines:>6} lines   largest {most:>4} {where}"


def main() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    print("Imports go down this list only; names between two lines are strangers to each other.\n")
    for names in layers(config):
        print("\n".join(map(row, names)))
        print()
    for count, path in reversed(sizes(PACKAGE)):
        if count > LARGE:
            print(f"  over {LARGE} lines, look again: {path.relative_to(ROOT)} ({count})")


if __name__ == "__main__":
    main()
