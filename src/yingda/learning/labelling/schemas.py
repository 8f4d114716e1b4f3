"""The sample of transfers on the wire; nobody is told what the other person found."""

from yingda.conversations.schemas.messages import MessageView
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View
from yingda.learning.labels import Label
from yingda.learning.reasons import Reason
from yingda.learning.schemas import LeakRow


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


class AgreementView(View):
    """How often two people found the same, and Cohen's kappa, over what two have labelled.

    `missing` is how many more must be labelled by two before it rests on a full sample.
    """

    pairs: int
    missing: int
    agreement: float | None
    kappa: float | None


class TransferSampleView(View):
    """A week's sample as one labeller sees it: `size` of `among` transfers were drawn.

    `week` is how far people agree on these, `weeks` on the last four weeks and what is drawn now;
    `goal` is what both should reach. `waiting` holds the first of the `left` that the caller may
    label, `split` the first of what is to be settled on the board.
    """

    since: Instant
    until: Instant
    size: int
    among: int
    week: AgreementView
    weeks: AgreementView
    goal: float
    left: int
    waiting: list[TransferToLabel]
    split: list[LeakRow]
