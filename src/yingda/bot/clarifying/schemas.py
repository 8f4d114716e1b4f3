"""Discriminators on the wire."""

from typing import Annotated

from pydantic import Field, StringConstraints

from yingda.bot.clarifying.models import AskedBy, Outcome
from yingda.bot.flows.documents import Texts
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View

Telling = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Words = Annotated[list[Telling], Field(max_length=30)]
SomeWords = Annotated[list[Telling], Field(min_length=1, max_length=30)]
Answers = Annotated[list[SomeWords], Field(min_length=2, max_length=6)]
SomeTexts = Annotated[Texts, Field(min_length=1)]


class DiscriminatorDraft(Draft):
    """A discriminator to write down; without subjects it applies whatever is asked."""

    merchant_id: Annotated[str | None, StringConstraints(max_length=32)] = None
    products: SomeWords
    subjects: Words = Field(default_factory=list)
    answers: Answers
    ask: SomeTexts
    tell: Texts = Field(default_factory=dict)
    bot_asks: bool = True


class DiscriminatorChange(Draft):
    """What differs; what is not named stays. A retired one is proposed to nobody."""

    products: SomeWords | None = None
    subjects: Words | None = None
    answers: Answers | None = None
    ask: SomeTexts | None = None
    tell: Texts | None = None
    bot_asks: bool | None = None
    retired: bool | None = None


class FollowedView(View):
    """Conversations, and how many of their customers then bought, and sent back as unfit."""

    conversations: int
    bought: int
    unfit: int


class DiscriminatorView(View):
    """A discriminator, and what followed where it was asked and where it was passed over."""

    id: str
    products: list[str]
    subjects: list[str]
    answers: list[list[str]]
    ask: Texts
    tell: Texts
    bot_asks: bool
    retired_at: Instant | None
    created_at: Instant
    asked: FollowedView
    passed: FollowedView


class DiscriminatorUseView(View):
    """One conversation in which it was asked or passed over; `order_no` is what was bought then.

    `answer` is the first word of the answer that the bot heard.
    """

    conversation_id: str
    customer_name: str
    outcome: Outcome
    asked_by: AskedBy
    answer: str | None
    order_no: str | None
    refund_reason: str | None
    unfit: bool
    at: Instant
