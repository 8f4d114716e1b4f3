"""The leak board on the wire."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from yingda.conversations.schemas.messages import MessageView
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View
from yingda.knowledge.models import AnswerMode
from yingda.knowledge.schemas import Answer, Category, Question
from yingda.learning.labels import Label, OwnerRole
from yingda.learning.reasons import Reason

Share = Annotated[float, Field(ge=0, le=1)]
AnId = Annotated[str, Field(min_length=1, max_length=32)]


class EntryTitle(View):
    """An entry, named; the score says how near it is, where something was looked up."""

    id: str
    question: str
    score: float | None = None


class FoundBy(View):
    """What one of two people found behind a drawn transfer."""

    name: str
    label: Label


class LeakRow(View):
    """A customer who left the bot for a person: the machine's reason, and what a person found.

    `question` is the last thing really asked, empty when nothing was, or when it was forgotten.
    `found` is what two people of the weekly sample found where they differ and `label` is to say
    what counts; empty otherwise.
    """

    id: str
    merchant_id: str
    conversation_id: str
    customer_name: str
    at: Instant
    reason: Reason
    cause: str
    questions: int
    question: str
    verdict: str | None
    confidence: float | None
    entries: list[EntryTitle]
    label: Label | None
    owner: OwnerRole | None
    found: list[FoundBy]
    mended_at: Instant | None


class LeakView(View):
    """A leak with its last five turns and what a fix may begin with.

    The drafts are in the customer's and the person's words without what tells who they are:
    knowledge is public, and stays when the conversation is forgotten.
    """

    leak: LeakRow
    turns: list[MessageView]
    reply: str
    draft_question: str
    draft_answer: str
    nearest: list[EntryTitle]
    reply_id: str | None
    judged_right: bool | None


class LeakCounts(View):
    """How many leaks there are of each reason and label, and on how many two people differ."""

    reasons: dict[str, int]
    labels: dict[str, int]
    unlabelled: int
    differ: int


class LabelDraft(Draft):
    """What somebody found behind a leak; null takes it back."""

    label: Label | None


class AuditDraft(Draft):
    """Whether an answer of the bot was right."""

    right: bool


class NewEntry(Draft):
    """Create the entry that was missing."""

    kind: Literal["create"]
    question: Question
    answer: Answer = ""
    category: Category = ""
    similar: Annotated[list[Question], Field(max_length=20)] = Field(default_factory=list)
    answer_mode: AnswerMode = "public"


class NewVariant(Draft):
    """Add a similar question to an entry."""

    kind: Literal["similar"]
    entry_id: AnId
    text: Question


class Merge(Draft):
    """Let one entry go into another, with all its ways to ask."""

    kind: Literal["merge"]
    entry_id: AnId
    other_id: AnId


class Threshold(Draft):
    """Change how sure the bot must be to answer, and to offer choices."""

    kind: Literal["threshold"]
    answer_above: Share
    choices_above: Share

    @model_validator(mode="after")
    def _in_order(self) -> "Threshold":
        if self.choices_above > self.answer_above:
            message = "choices_above must not be above answer_above"
            raise ValueError(message)
        return self


Fix = Annotated[NewEntry | NewVariant | Merge | Threshold, Field(discriminator="kind")]


class MendingDraft(Draft):
    """A change, and whether it is made although golden questions break.

    `golden` makes the question, as the fix words it, a golden one, so that no later change loses it
    again; merging and thresholds word none.
    """

    fix: Fix
    confirmed: bool = False
    golden: bool = True


class JudgedView(View):
    """A golden question with what the bot makes of it before and after the change."""

    text: str
    entry: str | None
    before: str
    after: str


Doubt = Literal["breaks", "not_answered", "unproven"]
"""Why a lead is asked first: golden questions break, the leak's own is still not answered, or too
few questions that are not known word for word say anything of a threshold."""


class TrialOutcome(View):
    """What the golden questions say of a change, and what becomes of the leak's own question.

    `telling` counts the golden questions that a threshold decides on: those the bot does not know
    word for word. `likewise` counts other open leaks whose question the change answers too.
    """

    golden: int
    telling: int
    doubts: list[Doubt]
    right_before: int
    right_after: int
    broken: list[JudgedView]
    mended: list[JudgedView]
    question: JudgedView | None
    likewise: int = 0


class Mended(View):
    """A change that was made."""

    leak: LeakRow
    entry_id: str | None
    outcome: TrialOutcome


class TopicView(View):
    """Unknown questions about one thing; `week` and `week_before` tell the trend.

    `is_new` says that nobody asked it in the same weeks a year ago, when the bot was asked already.
    """

    id: str
    terms: list[str]
    size: int
    week: int
    week_before: int
    year_ago: int
    is_new: bool
    samples: list[str]
    conversation_ids: list[str]
    draft_question: str
    draft_answer: str
    decision: str | None
    owner: OwnerRole | None
    decided_at: Instant | None
    done_at: Instant | None
    entry_id: str | None
    entry_status: str | None


class AskedView(View):
    """One question of a topic where it was asked; empty words were recalled or forgotten."""

    conversation_id: str
    customer_name: str
    at: Instant
    text: str


class WayView(View):
    """A way to ask for an entry that comes nearest to one of another entry."""

    entry_id: str
    text: str
    near: str
    likeness: float


class ConfusionView(View):
    """Two entries that steal each other's questions."""

    one_id: str
    one: str
    other_id: str
    other: str
    overlapping: int
    ways: list[WayView]


class TopicsView(View):
    """What the last look found; `looking` says that another one was asked for."""

    looked_at: Instant | None
    looking: bool
    questions: int
    topics: list[TopicView]
    confusions: list[ConfusionView]


class DecisionDraft(Draft):
    """Who is to answer a topic; null takes the decision back."""

    decision: Literal["bot", "self_service", "temp", "expert", "fix_product"] | None
    done: bool = False


class TopicDraftEntry(Draft):
    """A draft entry for a topic; `similar` are samples that somebody has read, and chosen."""

    question: Question
    answer: Annotated[str, Field(min_length=1, max_length=50_000)]
    similar: Annotated[list[Question], Field(max_length=20)] = Field(default_factory=list)


class ShopDraft(Draft):
    """Which shop is meant, where there are several."""

    merchant_id: AnId | None = None
