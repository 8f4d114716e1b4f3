"""Runs the benchmarks and writes bench/results.md: `python -m bench [name ...]`."""

import logging
import sys
from pathlib import Path

from bench.machine import describe
from bench.sections import BENCHES

RESULTS = Path(__file__).parent / "results.md"
TITLE = [
    "# Benchmarks\n",
    "Written by `make bench`, each section with what the machine was like just before it. Ratios",
    "within one section say more than absolute figures: the machine is shared.\n",
]


def main() -> None:
    """Run the benchmarks that were named, or all of them; the results of the others stay."""
    logging.disable(logging.INFO)
    sections = earlier() if sys.argv[1:] else {}
    for name in sys.argv[1:] or BENCHES:
        print(f"{name} …", flush=True)
        head = describe()
        text = "\n".join([*BENCHES[name](), *head])
        print(text, flush=True)
        sections[text.split("\n", 1)[0]] = text
        RESULTS.write_text("\n".join([*TITLE, *sections.values()]))


def earlier() -> dict[str, str]:
    """Return the sections of the results by their first lines."""
    _, *sections = RESULTS.read_text().split("\n## ") if RESULTS.exists() else [""]
    return {"## " + one.split("\n", 1)[0]: "## " + one for one in sections}


main()
