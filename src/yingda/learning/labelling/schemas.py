"""The sample of transfers on the wire; nobody is told what the other person found."""

from yingda.conversations.schemas.messages import MessageView
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View
from yingda.learning.labels import Label
from yingda.learning.reasons import Reason


class FoundDraft(Draft):
    """What somebody found behind a transfer."""

    label: Label


class TransferToLabel(View):
    """A drawn transfer with its last five turns; the board's own label is left out."""

    leak_id: str
    conversation_id: str
    at: Instant
    reason: Reason
    question: str
    turns: list[MessageView]


class FoundBy(View):
    """What one person found."""

    name: str
    label: Label


class TransferSplit(View):
    """A transfer behind which two people found different things; the board's label settles it."""

    leak_id: str
    conversation_id: str
    at: Instant
    question: str
    found: list[FoundBy]


class TransferSampleView(View):
    """A week's sample as one labeller sees it.

    `size` of `among` transfers were drawn, `twice` of them are labelled by two. Agreement and
    Cohen's kappa are over everything drawn in the last four weeks that two people labelled
    (`pairs`); `goal` is what the agreement should reach. `waiting` holds the first of the `left`
    that the caller may label.
    """

    since: Instant
    until: Instant
    size: int
    among: int
    twice: int
    pairs: int
    agreement: float | None
    kappa: float | None
    goal: float
    left: int
    waiting: list[TransferToLabel]
    split: list[TransferSplit]
