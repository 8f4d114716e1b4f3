"""How much actions are about, one by one and together.

Many small refunds are one that is as large as all of them: whatever bounds an amount bounds what is
moved for one order, or in one conversation where no order is named, by people and by the bot.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from yingda.bot.flows import queries
from yingda.bot.flows.models import BotAction, BotCall, StaffCall
from yingda.conversations.models import Conversation
from yingda.foundation.db import Tx
from yingda.orders.models import Order
from yingda.orders.queries import orders_known_of

NEVER_HEARD = 408
"""The one refusal of the way (400 to 499) after which a system may still have obeyed."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a call moves money for; `call_id` is its own when it goes out once more."""

    conversation_id: str
    order_id: str | None = None
    call_id: str | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """A call's own amount, and that of what was moved before, or may have been.

    `for_order` is the part of it that names the same order, of which `whole` is all there is.
    """

    own: int | None
    before: int = 0
    for_order: int = 0
    whole: int | None = None

    @property
    def together(self) -> int | None:
        """Return what this call would bring it to; None when its own amount is unknown."""
        return None if self.own is None else self.own + self.before

    @property
    def left_of_order(self) -> int | None:
        """Return what can still be moved for the order, None when that is not known."""
        return None if self.whole is None else max(self.whole - self.for_order, 0)

    @property
    def is_over_order(self) -> bool:
        """Tell whether more would be moved for the order than it comes to."""
        return self.left_of_order is not None and (self.own or 0) > self.left_of_order

    def left_of(self, most: int) -> int:
        """Return what somebody who may decide so much can still move."""
        return max(most - self.before, 0)


def amount_of(action: BotAction, inputs: Mapping[str, Any]) -> int | None:
    """Return about how much a call is, in cents: its own amount, else that of its order."""
    own = _given(action, inputs)
    if own is not None:
        return own
    fields = queries.fields_of(action.inputs)
    orders = [inputs.get(one.name) for one in fields if one.kind == "order"]
    known = [one.get("amount_cents") for one in orders if isinstance(one, Mapping)]
    return next((one for one in known if isinstance(one, int)), None)


def is_too_much(action: BotAction, amount_cents: int | None) -> bool:
    """Tell whether this takes a person with the authority; an unknown amount may be any."""
    most = action.alone_up_to_cents
    return most is not None and (amount_cents is None or amount_cents > most)


def moves_money(action: BotAction) -> bool:
    """Tell whether it changes something that has an amount, as a refund does."""
    fields = (*queries.fields_of(action.inputs), *queries.fields_of(action.outputs))
    return action.changes and any(one.kind == "cents" for one in fields)


def order_in(inputs: Mapping[str, Any]) -> str | None:
    """Return the id of the order that a call names."""
    named = (one.get("id") for one in inputs.values() if isinstance(one, Mapping))
    return next((one for one in named if isinstance(one, str)), None)


def came_to(action: BotAction, call: BotCall | StaffCall) -> int | None:
    """Return what a call moved, once it was answered: what it was given, else what was said."""
    if call.amount_cents is None or _given(action, call.body.get("inputs", {})) is not None:
        return call.amount_cents
    outputs = queries.fields_of(action.outputs)
    told = [(call.answer or {}).get(one.name) for one in outputs if one.kind == "cents"]
    return max((one for one in told if isinstance(one, int)), default=call.amount_cents)


def hold(tx: Tx, merchant_id: str, conversation_id: str, order_id: str | None) -> None:
    """Let nobody else move money for these until this transaction ends.

    The conversation first, then the order: whoever locks both does so in this order.
    """
    talk = select(Conversation.id).where(Conversation.id == conversation_id)
    tx.session.execute(talk.with_for_update(key_share=True))
    if order_id is not None:
        bought = Order.merchant_id == merchant_id, Order.id == order_id
        tx.session.execute(select(Order.id).where(*bought).with_for_update(key_share=True))


def summed(
    tx: Tx, customer_id: str, action: BotAction, inputs: Mapping[str, Any], subject: Subject
) -> Sum:
    """Return what a call is about together with what was moved before; nothing is, without money.

    The amount of an order is as we know it, whatever the caller says of it.
    """
    known = {one.id: one.amount_cents for one in orders_known_of(tx, customer_id)}
    whole = known.get(subject.order_id or "")
    own = amount_of(action, _priced(inputs, known))
    if not moves_money(action):
        return Sum(own)
    same_order = BotCall.order_id == subject.order_id, StaffCall.order_id == subject.order_id
    here = _elsewise(BotCall, subject), _elsewise(StaffCall, subject)
    if subject.order_id is None:
        return Sum(own, _moved(tx, here, subject))
    for_order = _moved(tx, same_order, subject)
    return Sum(own, for_order + _moved(tx, here, subject), for_order, whole)


def _elsewise(table: type[BotCall | StaffCall], subject: Subject) -> ColumnElement[bool]:
    """Tell of a call whether it is of this conversation, and of no other order than this call."""
    here = table.conversation_id == subject.conversation_id
    return here if subject.order_id is None else and_(here, table.order_id.is_(None))


def _moved(tx: Tx, about: tuple[ColumnElement[bool], ColumnElement[bool]], subject: Subject) -> int:
    by_bot, by_staff = about
    never_left = and_(BotCall.status == "failed", BotCall.attempts == 0)
    bot = select(func.sum(BotCall.amount_cents)).where(by_bot, _may_be_done(BotCall), ~never_left)
    itself = StaffCall.id == (subject.call_id or "")
    staff = select(func.sum(StaffCall.amount_cents)).where(
        by_staff, _may_be_done(StaffCall), ~itself
    )
    return int(tx.session.scalar(bot) or 0) + int(tx.session.scalar(staff) or 0)


def _may_be_done(table: type[BotCall | StaffCall]) -> ColumnElement[bool]:
    """Tell whether a system may have obeyed: whoever got no clear no has to think so."""
    said = func.coalesce(table.answer_status, 0)
    no = and_(said.between(400, 499), said != NEVER_HEARD)
    return and_(table.status != "refused", or_(table.status != "failed", ~no))


def _given(action: BotAction, inputs: Mapping[str, Any]) -> int | None:
    fields = queries.fields_of(action.inputs)
    given = [inputs.get(one.name) for one in fields if one.kind == "cents"]
    return max((one for one in given if isinstance(one, int)), default=None)


def _priced(inputs: Mapping[str, Any], known: Mapping[str, int]) -> dict[str, Any]:
    return {
        name: {"amount_cents": known.get(one.get("id", ""))} if isinstance(one, Mapping) else one
        for name, one in inputs.items()
    }
