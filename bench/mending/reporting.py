"""The report of an hour on the leak board."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.mending.people import Told
from yingda.bot.training.measuring import interval


@dataclass(frozen=True, slots=True)
class Judged:
    """One question: what the bot told, and the entry that is right now, if there is one."""

    told: Told
    right_entry: str | None

    @property
    def answered(self) -> bool:
        """Tell whether an entry was told as the answer."""
        return self.told.verdict == "answer"

    @property
    def right(self) -> bool:
        """Tell whether it was the right one."""
        return self.answered and self.right_entry in self.told.entry_ids

    @property
    def offered(self) -> bool:
        """Tell whether the right one was among the choices."""
        return self.told.verdict == "choices" and self.right_entry in self.told.entry_ids

    @property
    def wrong(self) -> bool:
        """Tell whether another one was told."""
        return self.answered and not self.right

    @property
    def transferred(self) -> bool:
        """Tell whether the customer went to a person: whoever was not helped does."""
        return not self.right and not self.offered


FIGURES: Mapping[str, Callable[[Judged], bool]] = {
    "answered": lambda one: one.answered,
    "answered right": lambda one: one.right,
    "right one among the choices": lambda one: one.offered,
    "answered wrong": lambda one: one.wrong,
    "transferred": lambda one: one.transferred,
}
Both = tuple[list[Judged], list[Judged]]


@dataclass(frozen=True)
class Asked:
    """A set before and after: the questions that were asked, and others."""

    name: str
    entries: int
    before: Both
    after: Both
    done: Counter[str]

    def told(self) -> str:
        """Return the set's part of the report."""
        done = ", ".join(f"{name}: {n}" for name, n in self.done.items())
        lines = [f"## {self.name}, {self.entries} entries on the first day\n"]
        titles = ("the same questions again", "other questions, never on the board")
        for title, before, after in zip(titles, self.before, self.after, strict=True):
            lines += [f"{title}, {len(before)}:\n", *rows(before, after), ""]
        return "\n".join([*lines, f"On the board: {done}.\n"])


def rows(before: Sequence[Judged], after: Sequence[Judged]) -> list[str]:
    """Return the table of one half."""
    found = ["| | before | after | change, 95 % interval |", "|---|---:|---:|---|"]
    for name, is_so in FIGURES.items():
        first, then = [is_so(one) for one in before], [is_so(one) for one in after]
        low, high = interval(then, first)
        gap = (sum(then) - sum(first)) / len(first)
        found.append(
            f"| {name} | {sum(first) / len(first):.1%} | {sum(then) / len(then):.1%}"
            f" | {gap:+.1%} ({low:+.1%} to {high:+.1%}) |"
        )
    return found


HEAD = """# An hour on the leak board

`YINGDA_BENCH_SETS=FOLDER python -m bench.mending` starts a server on an empty shop and speaks only
HTTP to it. The FAQ of a first day is written: one entry for each label, of which every seventh is
missing. Then 500 real questions of customers are asked in the widget, each by somebody new, and the
customer who is neither answered right nor offered the right entry asks for a person. A reviewer who
knows the labels takes the newest row of the leak board each time, for an hour: 50 seconds for a
mend (a similar question where the entry is there, else the entry that is missing), 15 to label what
is not the shop's business; what would break a golden question is labelled and left. Then the same
500 are asked again. As many others, which never came near the board, are put to `/api/bot/try`
before and after: they tell what was learnt and not only remembered. Thresholds are the product's
own; no classifier is trained, the shops are too small for one.

The questions are not part of this repository (cic-zh: DataCLUE, clean public test, a first day with
one question for each entry; hint3 powerplay11: ODbL, most of its questions are not the shop's
business, a first day with two more questions for each entry). Customers are played: real ones also
leave without asking for anybody.
"""


def report(parts: Sequence[str]) -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *parts]).rstrip() + "\n"
