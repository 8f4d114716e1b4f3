"""Discriminators as rules, and conversations as lines."""

from collections.abc import Sequence

from sqlalchemy import select

from yingda.bot.clarifying.matching import Line, Rule
from yingda.bot.clarifying.models import Discriminator
from yingda.bot.flows.wording import in_language
from yingda.conversations.schemas.messages import MessageView
from yingda.foundation.db import Tx
from yingda.merchants.models import Language


def in_use(tx: Tx, merchant_id: str) -> Sequence[Discriminator]:
    """Return the shop's discriminators that are not retired, the newest first."""
    mine = select(Discriminator).where(
        Discriminator.merchant_id == merchant_id, Discriminator.retired_at.is_(None)
    )
    return tx.session.scalars(mine.order_by(Discriminator.id.desc())).all()


def rule_of(stored: Discriminator) -> Rule:
    """Return the words of a discriminator."""
    return Rule(stored.products, stored.subjects, stored.answers)


def lines_of(messages: Sequence[MessageView]) -> list[Line]:
    """Return what was said, in order; a card says the title of what it shows."""
    return [
        Line(words, one.sender_kind == "customer")
        for one in messages
        if (words := str(one.content.get("text") or one.content.get("title") or ""))
    ]


def question_in(stored: Discriminator, language: Language) -> str:
    """Return the question with the rule by which the products are named."""
    told = in_language(stored.tell, language)
    return "\n".join(filter(None, (in_language(stored.ask, language), told)))
