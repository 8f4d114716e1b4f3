"""The inbox: its tabs, their order and how many each holds."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.sql import ColumnElement

from yingda.conversations.models import Conversation
from yingda.conversations.schemas.conversations import ConversationRow, CountsView
from yingda.conversations.views import row_view
from yingda.foundation.auth.principal import Principal
from yingda.foundation.columns import table_of
from yingda.foundation.cursors import read_cursor, write_cursor
from yingda.foundation.shapes import Page
from yingda.foundation.transaction import Tx

CONVERSATION = table_of(Conversation)

URGENT_TABS = ("unanswered", "queue")
MOST_URGENT = 200
# Statements kept, by who asks for what: putting one together and finding its compiled form costs
# as much as the database takes to answer it.
REMEMBERED = 250
WAITING_STAGES = ("queue", "leave_message")
COUNTED_FROM = {"staff_read_seq", "turn_opened_at", "turn_is_remark"}
IN_LISTS = [
    column
    for column in CONVERSATION.c
    if column.name in {*ConversationRow.model_fields, *COUNTED_FROM}
]


def inbox(
    tx: Tx, caller: Principal, tab: str, merchant_id: str | None, cursor: str | None, limit: int
) -> Page[ConversationRow]:
    """Return a tab of the caller's inbox, the most urgent or the newest first."""
    if tab in URGENT_TABS:
        # Short by nature: what waits for one person or group is looked at whole.
        limit = MOST_URGENT
    statement = inbox_statement(caller, tab, merchant_id, cursor, limit + 1)
    rows = tx.connection.execute(statement).mappings().all()
    items = [row_view(dict(row)) for row in rows[:limit]]
    if tab in URGENT_TABS or len(rows) <= limit:
        return Page(items=items)
    last = items[-1]
    return Page(items=items, next=write_cursor(last.last_message_at, last.id))


@lru_cache(maxsize=REMEMBERED)
def inbox_statement(
    caller: Principal, tab: str, merchant_id: str | None, cursor: str | None, limit: int
) -> Select[Any]:
    """Return the query behind a tab; put together once for those who ask again and again."""
    columns = CONVERSATION.c
    statement = select(*IN_LISTS).where(*tab_conditions(caller, tab)).limit(limit)
    if merchant_id is not None:
        statement = statement.where(columns.merchant_id == merchant_id)
    if tab in URGENT_TABS:
        since = func.coalesce(columns.queued_at, columns.turn_opened_at)
        return statement.order_by(columns.priority.desc(), since, columns.id)
    if cursor is not None:
        at, last_id = read_cursor(cursor, int, str)
        older = and_(columns.last_message_at == at, columns.id < last_id)
        statement = statement.where(or_(columns.last_message_at < at, older))
    return statement.order_by(columns.last_message_at.desc(), columns.id.desc())


def tab_conditions(caller: Principal, tab: str) -> list[ColumnElement[bool]]:
    """Return what belongs in a tab for this caller."""
    columns = CONVERSATION.c
    mine = columns.agent_id == caller.id
    scope = [columns.tenant_id == caller.tenant_id]
    if caller.role == "merchant_staff":
        scope.append(columns.merchant_id.in_(caller.merchant_ids))
    match tab:
        case "unanswered":
            waits = and_(columns.turn_id.is_not(None), columns.turn_is_remark.is_(False))
            return [mine, columns.status == "open", columns.stage == "human", waits]
        case "mine":
            return [mine, columns.status == "open"]
        case "queue":
            return [*scope, *queue_scope(caller), columns.stage.in_(WAITING_STAGES)]
        case "ended":
            return [columns.status == "closed", mine if not caller.leads else scope[0], *scope[1:]]
        case _:
            visible = [] if caller.leads or caller.role == "merchant_staff" else [mine]
            return [*scope, *visible, columns.status == "open"]


def queue_scope(caller: Principal) -> list[ColumnElement[bool]]:
    """Return whose queues the caller sees: all for a lead, the shop's for its staff, else own."""
    if caller.leads or caller.role == "merchant_staff":
        return []
    return [CONVERSATION.c.group_id.in_(caller.group_ids)]


def counts(tx: Tx, caller: Principal) -> CountsView:
    """Return how many conversations the first three tabs hold."""

    def count(tab: str) -> int:
        statement = select(func.count()).select_from(CONVERSATION)
        return tx.connection.scalar(statement.where(*tab_conditions(caller, tab))) or 0

    return CountsView(unanswered=count("unanswered"), mine=count("mine"), queue=count("queue"))
