"""Help for the person at the desk, on the wire."""

from typing import Literal

from yingda.bot.assisting.slots import SlotKind
from yingda.bot.schemas import VerdictName
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import View


class LineView(View):
    """Something the customer said, and where."""

    seq: int
    text: str


class SlotView(View):
    """Something the customer gave already, so that nobody asks for it again."""

    kind: SlotKind
    value: str
    seq: int


class TriedSource(View):
    """An entry the bot answered from or offered; `live` while it can still be read."""

    entry_id: str
    question: str
    live: bool


class AttemptView(View):
    """What the bot did about one message."""

    asked: str
    asked_seq: int | None
    verdict: VerdictName
    reason: str | None
    confidence: float
    sources: list[TriedSource]
    at: Instant


class HandoverView(View):
    """Why a person has the conversation now, and everything that was said before they came.

    `reason` is None while nobody asked for a person.
    """

    reason: str | None
    handed_over_at: Instant | None
    summary: list[LineView]
    own_words: LineView | None
    slots: list[SlotView]
    tried: list[AttemptView]
    position: int | None
    expected_wait_seconds: int | None
    waited_seconds: int | None
    stage: Literal["self_service", "bot", "queue", "human", "leave_message", "ended"]
