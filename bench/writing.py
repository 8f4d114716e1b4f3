"""bench/results.md, section by section."""

from collections.abc import Mapping
from pathlib import Path

RESULTS = Path(__file__).parent / "results.md"
TITLE = [
    "# Benchmarks\n",
    "Written by `make bench`, each section with what the machine was like just before it. Ratios",
    "within one section say more than absolute figures: the machine is shared.\n",
]


def earlier() -> dict[str, str]:
    """Return the sections of the results by their first lines."""
    _, *sections = RESULTS.read_text().split("\n## ") if RESULTS.exists() else [""]
    return {"## " + one.split("\n", 1)[0]: "## " + one for one in sections}


def write(sections: Mapping[str, str]) -> None:
    """Write all sections."""
    RESULTS.write_text("\n".join([*TITLE, *sections.values()]))
