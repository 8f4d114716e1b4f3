"""Reads of self-service: what is live, what is under way, what a customer's own world is."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from yingda.bot.facts import facts_about
from yingda.bot.flows.actions import ActionField
from yingda.bot.flows.documents import Document
from yingda.bot.flows.errors import ActionUnknown, FlowUnknown
from yingda.bot.flows.faults import Promise
from yingda.bot.flows.models import BotAction, BotCall, BotFlow, BotFlowVersion, BotRun
from yingda.bot.flows.moves import Order, State, World
from yingda.conversations.models import Message
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import HOUR
from yingda.foundation.db import Tx
from yingda.merchants.models import Language
from yingda.merchants.queries import merchant_by_id
from yingda.orders.queries import orders_known_of
from yingda.orders.schemas import OrderView

UNDER_WAY = ("running", "calling")
NOT_ENDED = (*UNDER_WAY, "suspended")
SOME_UNDER_WAY = select(exists(select(BotRun.id).where(BotRun.status.in_(NOT_ENDED))))


def some_under_way(connection: Connection) -> bool:
    """Tell whether anybody on this installation is at a task now."""
    return bool(connection.scalar(SOME_UNDER_WAY))


# ------------------------------------------------------------------ what is written


def flow_for(tx: Tx, caller: Principal, flow_id: str, *, hold: bool = False) -> BotFlow:
    """Return the flow, if it exists for the caller; `hold` keeps other writers from it."""
    flow = tx.session.get(BotFlow, flow_id, with_for_update=hold or None)
    if flow is None or not caller.may_see_merchant(flow.merchant_id, flow.tenant_id):
        raise FlowUnknown
    return flow


def flows_of(tx: Tx, merchant_id: str) -> Sequence[BotFlow]:
    """Return the shop's flows, the oldest first."""
    mine = select(BotFlow).where(BotFlow.merchant_id == merchant_id).order_by(BotFlow.id)
    return tx.session.scalars(mine).all()


def flow_by_key(tx: Tx, merchant_id: str, key: str) -> BotFlow | None:
    """Return the shop's flow of this name."""
    same = BotFlow.merchant_id == merchant_id, BotFlow.key == key
    return tx.session.scalar(select(BotFlow).where(*same))


def key_of(tx: Tx, flow_id: str) -> str:
    """Return a flow's name."""
    return tx.session.get_one(BotFlow, flow_id).key


def live_triggers(tx: Tx, merchant_id: str) -> Sequence[Row[str, int, dict[str, Any]]]:
    """Return (flow id, version, phrases and entries) of what customers can start now."""
    version = (BotFlowVersion.flow_id == BotFlow.id) & (
        BotFlowVersion.version == BotFlow.live_version
    )
    live = select(BotFlow.id, BotFlowVersion.version, BotFlowVersion.triggers)
    mine = live.join(BotFlowVersion, version).where(BotFlow.merchant_id == merchant_id)
    return tx.session.execute(mine.order_by(BotFlow.id)).all()


def document_of(tx: Tx, flow_id: str, version: int) -> Document:
    """Return a published document."""
    row = tx.session.get_one(BotFlowVersion, (flow_id, version))
    return Document.model_validate(row.document)


def action_for(tx: Tx, caller: Principal, action_id: str) -> BotAction:
    """Return the action, if it exists for the caller."""
    action = tx.session.get(BotAction, action_id)
    if action is None or not caller.may_see_merchant(action.merchant_id, action.tenant_id):
        raise ActionUnknown
    return action


def actions_of(tx: Tx, merchant_id: str) -> Sequence[BotAction]:
    """Return the shop's actions by name."""
    mine = select(BotAction).where(BotAction.merchant_id == merchant_id).order_by(BotAction.key)
    return tx.session.scalars(mine).all()


def action_by_key(tx: Tx, merchant_id: str, key: str) -> BotAction | None:
    """Return the shop's action of this name."""
    same = BotAction.merchant_id == merchant_id, BotAction.key == key
    return tx.session.scalar(select(BotAction).where(*same))


def promises_of(tx: Tx, merchant_id: str) -> dict[str, Promise]:
    """Return what the shop's actions take and answer, by name."""
    return {
        one.key: Promise(fields_of(one.inputs), fields_of(one.outputs), one.changes)
        for one in actions_of(tx, merchant_id)
    }


def fields_of(stored: Sequence[Mapping[str, Any]]) -> tuple[ActionField, ...]:
    """Return an action's fields as they were stored."""
    return tuple(map(ActionField.model_validate, stored))


# ------------------------------------------------------------------ what is under way


def run_under_way(tx: Tx, conversation_id: str, *, hold: bool = False) -> BotRun | None:
    """Return what the customer is at now; `hold` keeps everyone else from it meanwhile."""
    mine = select(BotRun).where(
        BotRun.conversation_id == conversation_id, BotRun.status.in_(UNDER_WAY)
    )
    mine = mine.order_by(BotRun.started_at.desc(), BotRun.id.desc()).limit(1)
    return tx.session.scalar(mine.with_for_update() if hold else mine)


def run_by_id(tx: Tx, run_id: str) -> BotRun | None:
    """Return a run, and keep everyone else from it meanwhile."""
    return tx.session.scalar(select(BotRun).where(BotRun.id == run_id).with_for_update())


def runs_not_ended(tx: Tx, conversation_id: str) -> Sequence[BotRun]:
    """Return everything the customer has begun and not ended, the newest first."""
    mine = select(BotRun).where(
        BotRun.conversation_id == conversation_id, BotRun.status.in_(NOT_ENDED)
    )
    return tx.session.scalars(mine.order_by(BotRun.id.desc()).with_for_update()).all()


def runs_of(tx: Tx, conversation_id: str) -> Sequence[BotRun]:
    """Return every task of a conversation, the newest first."""
    mine = select(BotRun).where(BotRun.conversation_id == conversation_id)
    return tx.session.scalars(mine.order_by(BotRun.id.desc()).limit(50)).all()


def calls_of(tx: Tx, run_id: str) -> Sequence[BotCall]:
    """Return the calls of a run in their order."""
    mine = select(BotCall).where(BotCall.run_id == run_id)
    return tx.session.scalars(mine.order_by(BotCall.id)).all()


def latest_calls(tx: Tx, action_id: str, most: int) -> Sequence[BotCall]:
    """Return the latest calls of an action, the newest first."""
    of_it = select(BotCall).where(BotCall.action_id == action_id)
    ordered = of_it.order_by(BotCall.created_at.desc(), BotCall.id.desc())
    return tx.session.scalars(ordered.limit(most)).all()


def state_of(run: BotRun) -> State:
    """Return where a run stands."""
    return State(run.step, run.values, run.tries, run.hops)


# ------------------------------------------------------------------ the customer's world


def world_of(
    tx: Tx, conversation_id: str, merchant_id: str, customer_id: str, language: Language
) -> World:
    """Return what a flow may know: this customer's own orders and facts, and nothing else."""
    return World(
        orders=tuple(order_facts(one, tx.now) for one in orders_known_of(tx, customer_id)),
        facts=facts_about(tx, customer_id),
        language=language,
        timezone=merchant_by_id(tx, merchant_id).timezone,
        now=tx.now,
        spoken_of=_spoken_of(tx, conversation_id),
    )


def order_facts(order: OrderView, now: int) -> Order:
    """Return what a flow may say and ask of an order."""
    first = order.items[0] if order.items else None
    return {
        "id": order.id,
        "number": order.external_id,
        "status": order.status,
        "title": first.title if first else order.external_id,
        "image_url": first.image_url if first else None,
        "amount_cents": order.amount_cents,
        "currency": order.currency,
        "carrier": order.carrier,
        "tracking_no": order.tracking_no,
        "expected_at": order.expected_at,
        "created_at": order.created_at,
        "address": order.address_masked,
        "age_hours": (now - order.created_at) // HOUR,
    }


def _spoken_of(tx: Tx, conversation_id: str) -> str | None:
    """Return the order whose card the customer sent last in this conversation."""
    cards = select(Message.content).where(
        Message.conversation_id == conversation_id,
        Message.sender_kind == "customer",
        Message.content_type == "order",
    )
    content = tx.session.scalar(cards.order_by(Message.seq.desc()).limit(1))
    return content.get("order_id") if content else None
