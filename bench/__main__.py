"""Runs the benchmarks and writes bench/results.md: `python -m bench [name ...]`."""

import logging
import sys

from bench.machine import describe
from bench.sections import BENCHES
from bench.writing import earlier, write


def main() -> None:
    """Run the benchmarks that were named, or all of them; the results of the others stay."""
    logging.disable(logging.INFO)
    sections = earlier()
    for name in sys.argv[1:] or BENCHES:
        print(f"{name} …", flush=True)
        head = describe()
        text = "\n".join([*BENCHES[name](), *head])
        print(text, flush=True)
        sections[text.split("\n", 1)[0]] = text
        write(sections)


main()
