"""Help for the person at the desk, on the wire."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from yingda.bot.assisting.slots import SlotKind
from yingda.bot.schemas import VerdictName
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View

ProposalKind = Literal["entry", "canned", "case", "ask"]
CaseOutcome = Literal["satisfied", "quiet", "watched", "came_back", "dissatisfied"]


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


class NeedView(View):
    """The authority that somebody needs for what is asked, and about how much it is (cents)."""

    needs: str
    amount_cents: int | None


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
    need: NeedView | None = None


class SuggestionView(View):
    """Words for an answer, and where they come from; `missing` are holes only a person can fill.

    `used` counts how often colleagues sent it, changed or not.
    """

    kind: ProposalKind
    source_id: str
    title: str
    text: str
    likeness: float
    used: int
    missing: list[str]


class SuggestionsView(View):
    """What to say now, the best first, to what the customer asked; `asked` is None before that.

    `ask` is the one question more that should be put, whatever is answered.
    """

    asked: str | None
    asked_seq: int | None
    suggestions: list[SuggestionView]
    ask: SuggestionView | None


class CaseView(View):
    """A solved case like this one, without anybody's particulars."""

    id: str
    conversation_id: str
    question: str
    answer: str
    text: str
    likeness: float
    outcome: CaseOutcome
    used: int


class SourceDraft(Draft):
    """Which proposal is meant."""

    kind: ProposalKind
    source_id: Annotated[str, StringConstraints(min_length=1, max_length=32)]


class TakenView(View):
    """A proposal that was put into the composer; its id goes along with the message."""

    id: str
    text: str


class SettledDraft(Draft):
    """What was sent in the end, and which proposals were in sight and not taken."""

    client_key: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    taken_id: Annotated[str | None, StringConstraints(max_length=32)] = None
    ignored: list[SourceDraft] = Field(default_factory=list, max_length=5)
