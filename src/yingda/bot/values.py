"""What variables of answers stand for now, for this customer: of their own orders only."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast
from zoneinfo import ZoneInfo

from yingda.bot.flows.slots import order_numbered
from yingda.bot.replying import Reply
from yingda.customers.models import Customer
from yingda.customers.queries import current_customer
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.foundation.words import say
from yingda.knowledge.rendering.filling import told
from yingda.knowledge.rendering.forms import chat_of
from yingda.merchants.models import Language, Merchant
from yingda.merchants.queries import merchant_by_id
from yingda.orders.arrival import ON_ITS_WAY, expected_day
from yingda.orders.queries import orders_of
from yingda.orders.schemas import OrderView

Values = dict[str, str]


def in_chat(reply: Reply, values: Callable[[], Values], language: Language) -> Reply:
    """Return a reply from knowledge as this customer reads it in the chat, filled in.

    `values` is only asked where the answer has a variable.
    """
    text = str((reply.content or {}).get("text", ""))
    if reply.verdict != "answer" or not reply.content or not text.strip():
        return reply
    shown = chat_of(text)
    if "{" in shown:
        shown = told(shown, values()) or say(language, "variables.nothing")
    return replace(reply, content=reply.content | {"text": shown})


def values_for(
    tx: Tx, merchant_id: str, customer_id: str, said: Sequence[str], language: Language
) -> Values:
    """Return the value of each variable that is known, in the words of a language.

    `said` is what the customer said, the newest last: an order they named is the one that is meant.
    Otherwise it is the only one on its way; of several, none is, for a wrong date is worse than
    none.
    """
    merchant = merchant_by_id(tx, merchant_id)
    customer = current_customer(tx, customer_id)
    values = {"shop_name": merchant.name, "customer_name": customer.name}
    if customer.tier:
        values["tier"] = str(customer.tier)
    meant = _order_spoken_of(_own_orders(tx, merchant, customer), said)
    return values | (_about(tx, merchant, meant, language) if meant else {})


def _order_spoken_of(orders: Sequence[OrderView], said: Sequence[str]) -> OrderView | None:
    """Return the order named last, else the only one on its way, else None."""
    numbered = [{"number": order.external_id, "order": order} for order in orders]
    for text in reversed(said):
        named = order_numbered(text, numbered)
        if named is not None:
            return cast("OrderView", named["order"])
    travelling = [order for order in orders if order.status in ON_ITS_WAY]
    return travelling[0] if len(travelling) == 1 else None


def day_in(day: dt.date, language: Language) -> str:
    """Return a day as people say it, with the day of the week."""
    weekday = say(language, f"variables.weekday.{day.isoweekday()}")
    month = say(language, f"variables.month.{day.month}")
    return say(language, "variables.day", month=month, day=day.day, weekday=weekday)


def _own_orders(tx: Tx, merchant: Merchant, customer: Customer) -> list[OrderView]:
    reader = Principal(
        "visitor",
        merchant.tenant_id,
        customer.id,
        customer.name,
        merchant_ids=frozenset({merchant.id}),
    )
    return [one for one in orders_of(tx, reader, customer.id) if one.merchant_id == merchant.id]


def _about(tx: Tx, merchant: Merchant, order: OrderView, language: Language) -> Values:
    told = (order.status, order.paid_at, order.expected_at, order.address_masked)
    day = expected_day(tx, merchant.id, told, ZoneInfo(merchant.timezone))
    values = {
        "order_no": order.external_id,
        "order_status": say(language, f"variables.status.{order.status}"),
        "carrier": order.carrier,
        "tracking_no": order.tracking_no,
        "eta": None if day is None else day_in(day, language),
    }
    return cast("Values", {name: value for name, value in values.items() if value})
