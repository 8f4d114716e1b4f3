"""Reads of discriminators: as leads see them, and the one that fits a conversation now."""

from collections.abc import Sequence

from sqlalchemy import select

from yingda.bot.clarifying.errors import DiscriminatorUnknown
from yingda.bot.clarifying.following import followed, purchases_after
from yingda.bot.clarifying.matching import applies, is_settled
from yingda.bot.clarifying.models import Discriminator, DiscriminatorUse
from yingda.bot.clarifying.reading import in_use, lines_of, rule_of
from yingda.bot.clarifying.schemas import DiscriminatorUseView, DiscriminatorView, FollowedView
from yingda.conversations.models import Conversation
from yingda.conversations.schemas.messages import MessageView
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.merchants.queries import merchant_meant

LATEST_USES = 200
_NOBODY = FollowedView(conversations=0, bought=0, unfit=0)


def discriminators_for(
    tx: Tx, caller: Principal, merchant_id: str | None
) -> list[DiscriminatorView]:
    """Return the shop's discriminators with what followed them, retired ones last."""
    merchant = merchant_meant(tx, caller, merchant_id)
    mine = select(Discriminator).where(Discriminator.merchant_id == merchant.id)
    stored = tx.session.scalars(
        mine.order_by(Discriminator.retired_at.is_not(None), Discriminator.id.desc())
    ).all()
    return views_of(tx, stored)


def views_of(tx: Tx, stored: Sequence[Discriminator]) -> list[DiscriminatorView]:
    """Return what leads see of these discriminators."""
    counted = followed(tx, stored)
    columns = DiscriminatorView.model_fields.keys() - {"asked", "passed"}
    return [
        DiscriminatorView(
            **{name: getattr(one, name) for name in columns},
            asked=counted.get((one.id, "asked"), _NOBODY),
            passed=counted.get((one.id, "passed"), _NOBODY),
        )
        for one in stored
    ]


def discriminator_for(tx: Tx, caller: Principal, discriminator_id: str) -> Discriminator:
    """Return the discriminator, if the caller may see its shop."""
    stored = tx.session.get(Discriminator, discriminator_id)
    if stored is None or not caller.may_see_merchant(stored.merchant_id, stored.tenant_id):
        raise DiscriminatorUnknown
    return stored


def uses_for(tx: Tx, caller: Principal, discriminator_id: str) -> list[DiscriminatorUseView]:
    """Return the latest 200 conversations in which it was asked or passed over, newest first."""
    stored = discriminator_for(tx, caller, discriminator_id)
    purchases = purchases_after(tx, [stored])
    uses = (
        select(DiscriminatorUse, Conversation.customer_name)
        .join(Conversation, Conversation.id == DiscriminatorUse.conversation_id)
        .where(DiscriminatorUse.discriminator_id == stored.id)
        .order_by(DiscriminatorUse.at.desc(), DiscriminatorUse.id.desc())
        .limit(LATEST_USES)
    )
    shown = []
    for use, name in tx.session.execute(uses):
        bought = purchases.get(use.id)
        shown.append(
            DiscriminatorUseView(
                conversation_id=use.conversation_id,
                customer_name=name,
                outcome=use.outcome,
                asked_by=use.asked_by,
                answer=_first_word(stored, use.answer),
                order_no=bought.order_no if bought else None,
                refund_reason=bought.refund_reason if bought else None,
                unfit=bought is not None and bought.unfit,
                at=use.at,
            )
        )
    return shown


def open_question(
    tx: Tx, merchant_id: str, messages: Sequence[MessageView]
) -> Discriminator | None:
    """Return what should still be asked in this conversation, None when nothing should."""
    lines = lines_of(messages)
    return next(
        (
            one
            for one in in_use(tx, merchant_id)
            if applies(rule_of(one), lines) and not is_settled(rule_of(one), lines)
        ),
        None,
    )


def use_in(tx: Tx, conversation_id: str, discriminator_id: str) -> DiscriminatorUse | None:
    """Return what became of a discriminator in a conversation."""
    return tx.session.scalar(
        select(DiscriminatorUse).where(
            DiscriminatorUse.conversation_id == conversation_id,
            DiscriminatorUse.discriminator_id == discriminator_id,
        )
    )


def _first_word(stored: Discriminator, answer: int | None) -> str | None:
    if answer is None or answer >= len(stored.answers):
        return None
    return str(stored.answers[answer][0])
