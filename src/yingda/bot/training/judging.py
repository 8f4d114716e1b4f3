"""Golden questions put to two engines: what is right before a change, and what after it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from yingda.bot.engine import Answer, Choices, Engine

Outcome = Literal["right", "offered", "silent", "wrong"]


@dataclass(frozen=True)
class Golden:
    """A question and the entry that must answer it; None: it must not be answered."""

    id: str
    text: str
    entry_id: str | None


@dataclass(frozen=True)
class Judged:
    """What became of one golden question with the engine of today and with the candidate."""

    golden: Golden
    before: Outcome
    after: Outcome


@dataclass(frozen=True)
class Judgement:
    """All golden questions, judged with two engines."""

    questions: tuple[Judged, ...] = field(default=())

    @property
    def right_before(self) -> int:
        """Count what today's engine gets right."""
        return sum(one.before == "right" for one in self.questions)

    @property
    def right_after(self) -> int:
        """Count what the candidate gets right."""
        return sum(one.after == "right" for one in self.questions)

    @property
    def broken(self) -> tuple[Judged, ...]:
        """Return what is right today and would not be any more."""
        return tuple(q for q in self.questions if q.before == "right" != q.after)

    @property
    def mended(self) -> tuple[Judged, ...]:
        """Return what is not right today and would be."""
        return tuple(q for q in self.questions if q.after == "right" != q.before)

    @property
    def is_not_worse(self) -> bool:
        """Tell whether the candidate may go live: as much right, and no more answered wrongly."""
        wrong_before = sum(one.before == "wrong" for one in self.questions)
        wrong_after = sum(one.after == "wrong" for one in self.questions)
        return self.right_after >= self.right_before and wrong_after <= wrong_before


def judge(
    golden: Iterable[Golden],
    before: Engine,
    after: Engine,
    merged: Mapping[str, str] | None = None,
) -> Judgement:
    """Ask both engines every golden question; `merged` names entries that went into another."""
    questions: Sequence[Golden] = tuple(golden)
    successor = merged or {}
    return Judgement(
        tuple(
            Judged(
                one,
                outcome(before, one.text, one.entry_id),
                outcome(after, one.text, successor.get(one.entry_id or "", one.entry_id)),
            )
            for one in questions
        )
    )


def outcome(engine: Engine, text: str, wanted: str | None) -> Outcome:
    """Return how an engine does on one golden question, for a customer of whom nothing is known."""
    verdict = engine.ask(text, {})
    if isinstance(verdict, Answer):
        return "right" if verdict.entry_id == wanted else "wrong"
    if wanted is None:
        return "right"
    if isinstance(verdict, Choices) and any(one.entry_id == wanted for one in verdict.options):
        return "offered"
    return "silent"
