"""The league and the reviews of answers on the wire."""

from typing import Annotated

from pydantic import StringConstraints

from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View


class FoundView(View):
    """What somebody found who read an answer: the flaws among correct, complete, executable."""

    by: str
    at: Instant
    flaws: list[str]
    note: str


class PeopleAnswer(View):
    """What a person answered to a customer whom the entry had not helped, and the rating."""

    conversation_id: str
    text: str
    score: int | None


class ReadingView(View):
    """What helps to read an answer: earlier reviews, the newest first, and people's answers."""

    reviews: list[FoundView]
    people: list[PeopleAnswer]


class LeagueRow(View):
    """An answer with what customers did after it; `failure_rate` leaves out who is still watched.

    `due_at` is when somebody is to read it as its customer would. `found` is what the last one
    found wrong, as long as the answer is the one that was read.
    """

    entry_id: str
    question: str
    n: int
    outcomes: dict[str, int]
    failures: int
    failure_rate: float | None
    score: float | None
    due_at: Instant
    overdue: bool
    found: FoundView | None = None


class ReviewDraft(Draft):
    """What somebody found who read an answer as its customer would."""

    correct: bool
    complete: bool
    executable: bool
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
