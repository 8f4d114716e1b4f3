"""What calls cost and whether one more may be made: booked before it, settled after it.

A call is booked with the most it may cost before it is made, and counts so until it is settled: the
cap holds however many processes call at once, and a call whose process died was not for nothing.
"""

import math
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from yingda.bot.lifting import breaker
from yingda.bot.lifting.models import LiftCall, LiftEndpoint
from yingda.bot.lifting.schemas import Purpose
from yingda.bot.lifting.wire import Outcome
from yingda.foundation.clock import SECOND, Instant
from yingda.foundation.transaction import Tx
from yingda.merchants.models import Merchant

WIDE = re.compile("[\u2e80-\uffff]")
TOKENS_OF_WIDE, LETTERS_OF_TOKEN = 1.5, 2.5
ANSWERING: frozenset[Purpose] = frozenset({"rewrite", "answer"})
"""What is small and asked all day: when it fits no more, nothing that answers customers does."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Whom to call: settings as they are at this moment, the key opened."""

    tenant_id: str
    base_url: str
    api_key: str | None
    chat_model: str
    embedding_model: str
    stream: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """A call that may be made."""

    call_id: str
    endpoint: Endpoint


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays for a call: for which of their shops, and in which conversation, if in one."""

    tenant_id: str
    merchant_id: str | None = None
    conversation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be booked: tokens are the most that may go out and come back."""

    payer: Payer
    purpose: Purpose
    tokens_in: int
    tokens_out: int


def most_tokens_of(text: str) -> int:
    """Return how many tokens a text has at most with the tokenisers in use, roughly."""
    wide = len(WIDE.findall(text))
    return math.ceil(wide * TOKENS_OF_WIDE + (len(text) - wide) / LETTERS_OF_TOKEN) + 8


def book(tx: Tx, order: Order) -> Booked | str:
    """Book a call; returns instead why there is none: off, paused, over_cap or key_lost."""
    row = tx.session.get(LiftEndpoint, order.payer.tenant_id, with_for_update=True)
    if row is None or not (row.on or order.purpose == "try"):
        return "off"
    if row.paused_until > tx.now and order.purpose != "try":
        return "paused"
    key = opened_key(tx, row)
    if row.api_key is not None and key is None:
        return "key_lost"
    cost = _cost(row, order.tokens_in, order.tokens_out)
    tokens = order.tokens_in + order.tokens_out
    if not _fits(tx, row, tokens, cost):
        if order.purpose in ANSWERING and not _fits(tx, row, tokens, cost, settled=True):
            row.capped_day = day_of(tx, order.payer.tenant_id)
        return "over_cap"
    if breaker.is_probe(row.paused_until, tx.now):
        row.paused_until = tx.now + breaker.FIRST_PAUSE  # one looks, the others wait for it
    call = LiftCall(
        id=tx.ids.new(),
        tenant_id=order.payer.tenant_id,
        merchant_id=order.payer.merchant_id,
        conversation_id=order.payer.conversation_id,
        day=day_of(tx, order.payer.tenant_id),
        purpose=order.purpose,
        status="begun",
        tokens_in=order.tokens_in,
        tokens_out=order.tokens_out,
        cost_micro=cost,
        estimated=True,
        at=tx.now,
    )
    tx.session.add(call)
    return Booked(call.id, endpoint_of(row, key))


def settle(tx: Tx, call_id: str, outcome: Outcome) -> None:
    """Write down what a call really cost and how the endpoint fares."""
    call = tx.session.get(LiftCall, call_id)
    row = None if call is None else tx.session.get(LiftEndpoint, call.tenant_id)
    if call is None or row is None:
        return
    call.status = "done" if outcome.problem is None else "failed"
    call.problem, call.took_ms = outcome.problem, outcome.took_ms
    if outcome.was_free:
        call.tokens_in = call.tokens_out = call.cost_micro = 0
        call.estimated = False
    elif outcome.tokens_in is not None and outcome.tokens_out is not None:
        call.tokens_in, call.tokens_out = outcome.tokens_in, outcome.tokens_out
        call.cost_micro = _cost(row, call.tokens_in, call.tokens_out)
        call.estimated = False
    _judge(tx, row, outcome.problem)


def endpoint_of(row: LiftEndpoint, key: str | None) -> Endpoint:
    """Return whom to call."""
    return Endpoint(
        row.tenant_id, row.base_url, key, row.chat_model, row.embedding_model, row.stream
    )


def is_capped(tx: Tx, row: LiftEndpoint) -> bool:
    """Tell whether nothing more may be spent today."""
    return row.capped_day is not None and row.capped_day == day_of(tx, row.tenant_id)


def used_on(tx: Tx, tenant_id: str, day: str, *, settled: bool = False) -> tuple[int, int]:
    """Return the tokens and the cost in millionths of a day, with what is under way.

    `settled` leaves out what is under way: most of it may come back.
    """
    used = select(
        func.coalesce(func.sum(LiftCall.tokens_in + LiftCall.tokens_out), 0),
        func.coalesce(func.sum(LiftCall.cost_micro), 0),
    ).where(LiftCall.tenant_id == tenant_id, LiftCall.day == day)
    if settled:
        used = used.where(LiftCall.status != "begun")
    tokens, cost = tx.session.execute(used).one()
    return int(tokens), int(cost)


def day_of(tx: Tx, tenant_id: str) -> str:
    """Return today's date where the tenant's first shop is."""
    return _local(tx.now, _zone(tx, tenant_id)).date().isoformat()


def end_of_day(tx: Tx, tenant_id: str) -> Instant:
    """Return when the tenant's tomorrow begins."""
    zone = _zone(tx, tenant_id)
    tomorrow = _local(tx.now, zone).date() + timedelta(days=1)
    return round(datetime.combine(tomorrow, time.min, zone).timestamp() * SECOND)


def purpose_of_key(tenant_id: str) -> str:
    """Return what a sealed key is for."""
    return f"model key of {tenant_id}"


def opened_key(tx: Tx, row: LiftEndpoint) -> str | None:
    """Return the key; None where there is none, or the installation's own secret was lost."""
    if row.api_key is None:
        return None
    return tx.sealer.open(row.api_key, purpose_of_key(row.tenant_id))


def _fits(tx: Tx, row: LiftEndpoint, tokens: int, cost: int, *, settled: bool = False) -> bool:
    day = day_of(tx, row.tenant_id)
    used_tokens, used_cost = used_on(tx, row.tenant_id, day, settled=settled)
    if used_tokens + tokens > row.daily_tokens:
        return False
    return row.daily_cost_micro is None or used_cost + cost <= row.daily_cost_micro


def _cost(row: LiftEndpoint, tokens_in: int, tokens_out: int) -> int:
    # So much currency for a million tokens is as many millionths of it for one.
    return math.ceil(tokens_in * row.price_in + tokens_out * row.price_out)


def _judge(tx: Tx, row: LiftEndpoint, problem: str | None) -> None:
    if problem is None:
        row.failures_in_row, row.paused_until = 0, 0
        return
    row.failures_in_row += 1
    row.last_problem, row.last_problem_at = problem, tx.now
    pause = breaker.pause_after(row.failures_in_row, problem)
    row.paused_until = tx.now + pause if pause else 0


def _zone(tx: Tx, tenant_id: str) -> ZoneInfo:
    first = select(Merchant.timezone).where(Merchant.tenant_id == tenant_id)
    return ZoneInfo(tx.session.scalar(first.order_by(Merchant.id).limit(1)) or "UTC")


def _local(moment: Instant, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(moment / SECOND, zone)
