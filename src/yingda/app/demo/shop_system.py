"""The demo shop's own system: what its actions do to its orders, told the same call twice or once.

It stands where a real shop has its order system, and knows no more of a call than that would.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from yingda.app.demo.reading import FOLDER
from yingda.bot.flows.calling import Heard
from yingda.foundation.clock import DAY, SECOND
from yingda.foundation.db import Tx
from yingda.orders.amending import amend
from yingda.orders.models import Order
from yingda.orders.queries import order_by_external_id

INSTANT_REFUND_CENTS = 20_000
LATEST = 15 * DAY
SHOP_TIME = ZoneInfo("Asia/Shanghai")
Inputs = Mapping[str, Any]
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A call about one order of the shop."""

    tx: Tx
    order: Order
    inputs: Inputs
    language: str


class Unwilling(Exception):
    """The shop says no, for a reason it has words for."""


def answer(tx: Tx, merchant_id: str, name: str, body: Mapping[str, Any]) -> Heard:
    """Do what a call asks for; the status is the one an HTTP server would answer with."""
    act = ACTIONS.get(name)
    inputs = body.get("inputs", {})
    number = str(inputs.get("order", {}).get("number", ""))
    if act is not None and body.get("dry_run"):
        return Heard(None, 200, _texts()["examples"][name])
    order = order_by_external_id(tx, merchant_id, number)
    if act is None or order is None:
        return Heard(None, 404)
    language = str(body.get("language", "zh-CN"))
    try:
        return Heard(None, 200, act(Asked(tx, order, inputs, language)))
    except Unwilling as no:
        return Heard(None, 409, {"reason": words("refusals", str(no), language)})


def track(asked: Asked) -> Said:
    """Say where a parcel is."""
    late = asked.order.expected_at is not None and asked.tx.now > asked.order.expected_at
    return {
        "trace": [words("traces", one, asked.language) for one in _trace(asked.order.status)],
        "late": asked.order.status in {"delayed", "shipped"} and late,
    }


def cancel(asked: Asked) -> Said:
    """Cancel an order that has not been sent; what was paid goes back at once."""
    if asked.order.status == "cancelled":
        return {"refund_cents": asked.order.amount_cents if asked.order.refunded_at else 0}
    if asked.order.status not in {"unpaid", "paid"}:
        raise Unwilling("already_sent")
    paid = asked.order.status == "paid"
    amend(
        asked.tx,
        asked.order,
        status="cancelled",
        refunded_at=asked.tx.now if paid else None,
        refund_reason=_words(asked.inputs, "reason"),
    )
    return {"refund_cents": asked.order.amount_cents if paid else 0}


def refund(asked: Asked) -> Said:
    """Pay small sums back at once; larger ones when the goods are back."""
    if asked.order.status in {"refunded", "refunding"}:
        return {
            "instant": asked.order.status == "refunded",
            "refund_cents": asked.order.amount_cents,
        }
    if asked.order.status not in {"paid", "delayed", "delivered"}:
        raise Unwilling("not_refundable")
    instant = asked.order.status == "paid" or asked.order.amount_cents <= INSTANT_REFUND_CENTS
    amend(
        asked.tx,
        asked.order,
        status="refunded" if instant else "refunding",
        refunded_at=asked.tx.now if instant else None,
        refund_reason=_words(asked.inputs, "reason"),
    )
    return {"instant": instant, "refund_cents": asked.order.amount_cents}


def change_address(asked: Asked) -> Said:
    """Send it elsewhere, while it has not left."""
    if asked.order.status not in {"unpaid", "paid"}:
        raise Unwilling("already_sent")
    amend(asked.tx, asked.order, address=str(asked.inputs.get("address", "")))
    return {"address": asked.order.address_masked or ""}


def reschedule(asked: Asked) -> Said:
    """Bring it on another day, within two weeks."""
    if asked.order.status not in {"paid", "shipped", "delayed"}:
        raise Unwilling("not_to_be_delivered")
    try:
        day = datetime.fromisoformat(str(asked.inputs.get("day"))).replace(
            hour=18, tzinfo=SHOP_TIME
        )
    except ValueError:
        raise Unwilling("day_not_possible") from None
    expected_at = round(day.timestamp()) * SECOND
    if not asked.tx.now < expected_at < asked.tx.now + LATEST:
        raise Unwilling("day_not_possible")
    amend(asked.tx, asked.order, expected_at=expected_at)
    return {"expected_at": asked.order.expected_at}


def invoice(asked: Asked) -> Said:
    """Issue an invoice: the same order has the same number for ever."""
    if asked.order.status in {"unpaid", "cancelled", "refunded"}:
        raise Unwilling("no_invoice")
    return {
        "invoice_no": f"26{asked.order.external_id[-8:]:0>8}",
        "amount_cents": asked.order.amount_cents,
    }


def words(group: str, name: str, language: str) -> str:
    """Return what the shop's system says, in a language it was asked in."""
    texts = _texts()[group][name]
    return str(texts.get(language, texts["zh-CN"]))


@cache
def _texts() -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = json.loads(
        (FOLDER / "shop_system.json").read_text(encoding="utf-8")
    )
    return found


def _words(inputs: Inputs, name: str) -> str | None:
    value = inputs.get(name)
    return str(value)[:200] if value else None


def _trace(status: str) -> tuple[str, ...]:
    return {
        "shipped": ("picked_up", "sorted", "on_the_way"),
        "delayed": ("picked_up", "sorted", "held_up"),
        "delivered": ("picked_up", "sorted", "on_the_way", "signed"),
        "completed": ("picked_up", "sorted", "on_the_way", "signed"),
    }.get(status, ())


Act = Callable[[Asked], Said]
ACTIONS: Mapping[str, Act] = {
    "track": track,
    "cancel": cancel,
    "refund": refund,
    "change_address": change_address,
    "reschedule": reschedule,
    "invoice": invoice,
}
