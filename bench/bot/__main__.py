"""Measures how well the bot understands, into bench/results.md: `python -m bench.bot [set ...]`.

The sets are not part of this repository; YINGDA_BENCH_SETS names their folder.
"""

import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bench.bot import learning, size
from bench.bot.report import HEAD, SETS, rows_of
from bench.machine import describe
from bench.writing import earlier, write

TITLE = "## What the bot understands"
BESIDE = {"size": size.section, "learning": learning.section}
"""Sections of their own: `make bench-bot ARGS="size learning"`."""


def main() -> None:
    """Measure the sets that were named, or all of them; the rows of the others stay."""
    named = sys.argv[1:] or [*SETS, *BESIDE]
    sections = earlier()
    kept = rows_in(sections.get(TITLE, ""))
    head = describe()
    for name in named:
        if name in BESIDE:
            made = [*BESIDE[name](), *describe()]
            print(*made, sep="\n", flush=True)
            sections[made[0]] = "\n".join(made)
            write(sections)
            continue
        for row in rows_of(name):
            kept[tuple(row.split("|")[1:3])] = row
            print(row, flush=True)
        sections[TITLE] = "\n".join([TITLE, "", *ABOUT, *HEAD, *kept.values(), "", *head])
        write(sections)


ABOUT = [
    "`YINGDA_BENCH_SETS=<folder> make bench-bot`, one thread, official splits, no model, nothing",
    "tuned on a test split. `right` counts questions that have an answer; AUROC is how well those",
    "are told from the others where there are others (hint3, clinc150, banking77-oos), else right",
    "from wrong; `at 95 % precision` is the share of all questions that could be answered with 95",
    "of 100 right; ECE, the expected calibration error, is of the confidence against right, over",
    "all questions, where the share that has an answer is estimated without labels from the",
    "questions asked before. Times are of processor time: the machine is shared.\n",
]


def rows_in(section: str) -> dict[tuple[str, ...], str]:
    """Return the rows of an earlier run."""
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return {tuple(row.split("|")[1:3]): row for row in rows}


main()
