"""Blind spots on the wire."""

from yingda.foundation.shapes import View


class BlindQuestion(View):
    """What a customer asked before they bought what did not fit, in their own words."""

    conversation_id: str
    seq: int
    text: str
    order_no: str
    refund_reason: str


class RefundReason(View):
    """A reason given for sending back, and how often."""

    reason: str
    count: int


class BlindSpotView(View):
    """Questions of one kind about one product, each answered and followed by a misfit.

    `discriminator_id` is what asks the question that was missing, None while nothing does.
    """

    product: str
    size: int
    reasons: list[RefundReason]
    questions: list[BlindQuestion]
    discriminator_id: str | None
