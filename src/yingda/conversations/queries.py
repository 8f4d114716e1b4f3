"""Reading conversations; `conversation_for` is the one guarded door."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.sql import ColumnElement

from yingda.conversations.errors import ConversationNotFound
from yingda.conversations.models import (
    Attachment,
    Conversation,
    Leg,
    Message,
    Note,
    QueueStay,
    ReplyDraft,
    Row,
    Thread,
)
from yingda.conversations.schemas import (
    ConversationRow,
    CountsView,
    HistoryView,
    LegView,
    MessageView,
    NotesView,
    NoteView,
    PastConversation,
    ReplyDraftView,
    ThreadView,
)
from yingda.conversations.views import row_view, stored_message_view, visitor_view
from yingda.foundation.auth.principal import Principal
from yingda.foundation.bulk import rows_by_key
from yingda.foundation.columns import table_of
from yingda.foundation.cursors import read_cursor, write_cursor
from yingda.foundation.shapes import Page
from yingda.foundation.transaction import Tx

URGENT_TABS = ("unanswered", "queue")
MOST_URGENT = 200
RECENT_EVENTS = 20
WAITING_STAGES = ("queue", "leave_message")
CONVERSATION = table_of(Conversation)
MESSAGE = table_of(Message)
COUNTED_FROM = {"staff_read_seq", "turn_opened_at", "turn_is_remark"}
IN_LISTS = [
    column
    for column in CONVERSATION.c
    if column.name in {*ConversationRow.model_fields, *COUNTED_FROM}
]


def conversation_for(tx: Tx, caller: Principal, conversation_id: str) -> Row:
    """Return the row of a conversation the caller may see; otherwise it does not exist."""
    statement = select(CONVERSATION).where(CONVERSATION.c.id == conversation_id)
    row = tx.connection.execute(statement).mappings().first()
    if row is None or not may_see(tx, caller, dict(row)):
        raise ConversationNotFound
    return dict(row)


def conversation_by_id(tx: Tx, conversation_id: str) -> Row | None:
    """Return the row for work that no caller asked for: reactions and timers."""
    statement = select(CONVERSATION).where(CONVERSATION.c.id == conversation_id)
    row = tx.connection.execute(statement).mappings().first()
    return dict(row) if row is not None else None


def may_see(tx: Tx, caller: Principal, row: Row) -> bool:
    """Tell whether the caller takes part in the conversation, or answers for those who do."""
    if not caller.may_see_merchant(row["merchant_id"], row["tenant_id"]):
        return False
    if caller.is_visitor:
        return bool(row["customer_id"] == caller.id)
    if caller.leads or caller.role == "merchant_staff":
        return True
    return (
        caller.id in {row["agent_id"], row["last_agent_id"]}
        or row["group_id"] in caller.group_ids
        or serves_thread(tx, caller, row["thread_id"])
    )


def serves_thread(tx: Tx, caller: Principal, thread_id: str) -> bool:
    """Tell whether the caller has a conversation of this thread, and so may read all of it."""
    mine = or_(CONVERSATION.c.agent_id == caller.id, CONVERSATION.c.group_id.in_(caller.group_ids))
    statement = select(CONVERSATION.c.id).where(
        CONVERSATION.c.thread_id == thread_id, CONVERSATION.c.status == "open", mine
    )
    return tx.connection.execute(statement.limit(1)).first() is not None


def thread_of(tx: Tx, merchant_id: str, customer_id: str) -> Thread | None:
    """Return the thread of a customer and a shop."""
    statement = select(Thread).where(
        Thread.merchant_id == merchant_id, Thread.customer_id == customer_id
    )
    return tx.session.scalars(statement).first()


def latest_of_thread(tx: Tx, thread_id: str) -> Row | None:
    """Return the thread's newest conversation."""
    statement = (
        select(CONVERSATION)
        .where(CONVERSATION.c.thread_id == thread_id)
        .order_by(CONVERSATION.c.opened_at.desc(), CONVERSATION.c.id.desc())
        .limit(1)
    )
    row = tx.connection.execute(statement).mappings().first()
    return dict(row) if row is not None else None


def history(
    tx: Tx, conversation_id: str, *, after: int | None, before: int | None, limit: int
) -> HistoryView:
    """Return messages after or before a `seq`; the last ones when neither is given."""
    statement = select(MESSAGE).where(MESSAGE.c.conversation_id == conversation_id)
    if after is not None:
        statement = statement.where(MESSAGE.c.seq > after).order_by(MESSAGE.c.seq)
    else:
        if before is not None:
            statement = statement.where(MESSAGE.c.seq < before)
        statement = statement.order_by(MESSAGE.c.seq.desc())
    rows = tx.connection.execute(statement.limit(limit + 1)).mappings().all()
    items = [stored_message_view(dict(row)) for row in rows[:limit]]
    if after is None:
        items.reverse()
    last_seq = tx.connection.scalar(
        select(CONVERSATION.c.last_seq).where(CONVERSATION.c.id == conversation_id)
    )
    return HistoryView(items=items, epoch="", last_seq=last_seq or 0, more=len(rows) > limit)


def messages_by_key(
    tx: Tx, keys: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the messages that these (conversation, client key) pairs already name."""
    rows = rows_by_key(tx.connection, MESSAGE, ("conversation_id", "client_key"), keys)
    return {(row["conversation_id"], row["client_key"]): row for row in rows}


def told_since_joined(tx: Tx, conversation_id: str, code: str) -> bool:
    """Tell whether the customer was told this event since a person last joined."""
    statement = (
        select(MESSAGE.c.content)
        .where(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.content_type == "event")
        .order_by(MESSAGE.c.seq.desc())
        .limit(RECENT_EVENTS)
    )
    codes = [content.get("code") for content in tx.connection.scalars(statement)]
    since = codes[: codes.index("agent_joined")] if "agent_joined" in codes else codes
    return code in since


def said_since(tx: Tx, conversation_id: str, seq: int) -> Sequence[dict[str, Any]]:
    """Return what the customer said after a message, the content of each, oldest first."""
    statement = (
        select(MESSAGE.c.content)
        .where(
            MESSAGE.c.conversation_id == conversation_id,
            MESSAGE.c.seq > seq,
            MESSAGE.c.sender_kind == "customer",
        )
        .order_by(MESSAGE.c.seq)
    )
    return tx.connection.scalars(statement).all()


def message_of(tx: Tx, conversation_id: str, message_id: str) -> Message | None:
    """Return a message of the conversation."""
    statement = select(Message).where(
        Message.conversation_id == conversation_id, Message.id == message_id
    )
    return tx.session.scalars(statement).first()


def inbox(
    tx: Tx, caller: Principal, tab: str, merchant_id: str | None, cursor: str | None, limit: int
) -> Page[ConversationRow]:
    """Return a tab of the caller's inbox, the most urgent or the newest first."""
    if tab in URGENT_TABS:
        # Short by nature: what waits for one person or group is looked at whole.
        limit = MOST_URGENT
    statement = inbox_statement(caller, tab, merchant_id, cursor).limit(limit + 1)
    rows = tx.connection.execute(statement).mappings().all()
    items = [row_view(dict(row)) for row in rows[:limit]]
    if tab in URGENT_TABS or len(rows) <= limit:
        return Page(items=items)
    last = items[-1]
    return Page(items=items, next=write_cursor(last.last_message_at, last.id))


def inbox_statement(
    caller: Principal, tab: str, merchant_id: str | None, cursor: str | None
) -> Select[Any]:
    """Return the query behind a tab, without its limit."""
    columns = CONVERSATION.c
    statement = select(*IN_LISTS).where(*tab_conditions(caller, tab))
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


def legs_of(tx: Tx, conversation_id: str) -> list[LegView]:
    """Return the conversation's legs in order."""
    statement = select(Leg).where(Leg.conversation_id == conversation_id).order_by(Leg.number)
    return [LegView.model_validate(leg) for leg in tx.session.scalars(statement)]


def notes_of(tx: Tx, conversation_id: str, after: int, limit: int) -> NotesView:
    """Return notes after a `seq` of their own counter."""
    statement = (
        select(Note)
        .where(Note.conversation_id == conversation_id, Note.seq > after)
        .order_by(Note.seq)
        .limit(limit)
    )
    items = [NoteView.model_validate(note) for note in tx.session.scalars(statement)]
    last_seq = tx.connection.scalar(
        select(CONVERSATION.c.last_note_seq).where(CONVERSATION.c.id == conversation_id)
    )
    return NotesView(items=items, last_seq=last_seq or 0)


def draft_of(tx: Tx, conversation_id: str, staff_id: str) -> ReplyDraftView:
    """Return what this person has begun to write here."""
    draft = tx.session.get(ReplyDraft, (conversation_id, staff_id))
    return ReplyDraftView.model_validate(draft) if draft is not None else ReplyDraftView()


def past_conversations(
    tx: Tx, caller: Principal, row: Row, before: str | None, limit: int
) -> ThreadView:
    """Return the thread's conversations before one of them, newest first, with their messages."""
    edge = row
    if before is not None and before != row["id"]:
        edge = conversation_in_thread(tx, row["thread_id"], before)
    return before_in_thread(tx, caller, row["thread_id"], edge, limit)


def own_conversations(tx: Tx, caller: Principal, before: str | None, limit: int) -> ThreadView:
    """Return a visitor's conversations with the shop, newest first, also when none goes on."""
    thread = thread_of(tx, min(caller.merchant_ids), caller.id)
    if thread is None:
        return ThreadView(conversations=[])
    edge = conversation_in_thread(tx, thread.id, before) if before is not None else None
    return before_in_thread(tx, caller, thread.id, edge, limit)


def conversation_in_thread(tx: Tx, thread_id: str, conversation_id: str) -> Row:
    """Return a conversation of the thread; any other does not exist."""
    row = conversation_by_id(tx, conversation_id)
    if row is None or row["thread_id"] != thread_id:
        raise ConversationNotFound
    return row


def before_in_thread(
    tx: Tx, caller: Principal, thread_id: str, edge: Row | None, limit: int
) -> ThreadView:
    """Return a thread's conversations older than one of them, or the newest of all."""
    show = visitor_view if caller.is_visitor else row_view
    columns = CONVERSATION.c
    older = select(CONVERSATION).where(columns.thread_id == thread_id)
    if edge is not None:
        same_time = and_(columns.opened_at == edge["opened_at"], columns.id < edge["id"])
        older = older.where(or_(columns.opened_at < edge["opened_at"], same_time))
    older = older.order_by(columns.opened_at.desc(), columns.id.desc()).limit(limit)
    rows = [dict(one) for one in tx.connection.execute(older).mappings()]
    said = messages_of(tx, [one["id"] for one in rows])
    return ThreadView(
        conversations=[
            PastConversation(conversation=show(one), messages=said.get(one["id"], []))
            for one in rows
        ]
    )


def has_conversation(tx: Tx, thread_id: str, besides: str | None) -> bool:
    """Tell whether the thread has a conversation besides this one."""
    statement = select(CONVERSATION.c.id).where(CONVERSATION.c.thread_id == thread_id)
    if besides is not None:
        statement = statement.where(CONVERSATION.c.id != besides)
    return tx.connection.execute(statement.limit(1)).first() is not None


def messages_of(tx: Tx, conversation_ids: Sequence[str]) -> dict[str, list[MessageView]]:
    """Return all messages of some conversations, each in order."""
    statement = (
        select(MESSAGE)
        .where(MESSAGE.c.conversation_id.in_(conversation_ids))
        .order_by(MESSAGE.c.conversation_id, MESSAGE.c.seq)
    )
    said: dict[str, list[MessageView]] = {}
    for row in tx.connection.execute(statement).mappings():
        said.setdefault(row["conversation_id"], []).append(stored_message_view(dict(row)))
    return said


def is_latest(tx: Tx, message: Message) -> bool:
    """Tell whether nothing was said after this message, so that lists show it."""
    later = select(MESSAGE.c.seq).where(
        MESSAGE.c.conversation_id == message.conversation_id,
        MESSAGE.c.seq > message.seq,
        MESSAGE.c.content_type != "event",
    )
    return tx.connection.execute(later.limit(1)).first() is None


def attachment_of(tx: Tx, attachment_id: str) -> Attachment | None:
    """Return an attachment by its id; whoever asks must be checked against its conversation."""
    return tx.session.get(Attachment, attachment_id)


def open_load(tx: Tx, agent_id: str) -> int:
    """Return how many open conversations a person has."""
    statement = select(func.count()).where(
        CONVERSATION.c.agent_id == agent_id,
        CONVERSATION.c.status == "open",
        CONVERSATION.c.stage == "human",
    )
    return tx.connection.scalar(statement) or 0


def conversations_of_agent(tx: Tx, agent_id: str) -> Sequence[str]:
    """Return the ids of a person's open conversations."""
    statement = select(CONVERSATION.c.id).where(
        CONVERSATION.c.agent_id == agent_id,
        CONVERSATION.c.status == "open",
        CONVERSATION.c.stage == "human",
    )
    return tx.connection.scalars(statement.order_by(CONVERSATION.c.id)).all()


def waiting_in_group(tx: Tx, group_id: str) -> list[Row]:
    """Return who waits for a group, the first to be served first."""
    statement = (
        select(CONVERSATION)
        .where(CONVERSATION.c.group_id == group_id, CONVERSATION.c.stage == "queue")
        .order_by(CONVERSATION.c.priority.desc(), CONVERSATION.c.queued_at, CONVERSATION.c.id)
    )
    return [dict(row) for row in tx.connection.execute(statement).mappings()]


def handed_over(tx: Tx, waiting: Sequence[Row]) -> set[str]:
    """Return which of the waiting conversations wait because somebody handed them over."""
    statement = select(QueueStay.conversation_id).where(
        QueueStay.id.in_([row["stay_id"] for row in waiting]), QueueStay.reason == "transferred"
    )
    return set(tx.session.scalars(statement))


def recent_departures(tx: Tx, group_id: str, since: int) -> Sequence[int]:
    """Return when customers left a group's queue because somebody took them, oldest first."""
    statement = (
        select(QueueStay.left_at)
        .where(
            QueueStay.group_id == group_id,
            QueueStay.left_at >= since,
            QueueStay.outcome == "accepted",
        )
        .order_by(QueueStay.left_at)
    )
    return [at for at in tx.session.scalars(statement) if at is not None]


def open_loads(tx: Tx, agent_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return how many open conversations each of these people has, by channel."""
    statement = (
        select(CONVERSATION.c.agent_id, CONVERSATION.c.channel, func.count())
        .where(
            CONVERSATION.c.agent_id.in_(agent_ids),
            CONVERSATION.c.status == "open",
            CONVERSATION.c.stage == "human",
        )
        .group_by(CONVERSATION.c.agent_id, CONVERSATION.c.channel)
    )
    loads: dict[str, dict[str, int]] = {agent_id: {} for agent_id in agent_ids}
    for agent_id, channel, count in tx.connection.execute(statement):
        loads[agent_id][channel] = count
    return loads


def freed_since(tx: Tx, agent_ids: Sequence[str], since: int) -> set[str]:
    """Return which of these people have let go of a conversation since a moment."""
    statement = select(Leg.owner_id).where(Leg.owner_id.in_(agent_ids), Leg.left_at > since)
    return {owner_id for owner_id in tx.session.scalars(statement) if owner_id is not None}


def groups_waiting_since(tx: Tx, before: int) -> Sequence[str]:
    """Return the groups in which somebody has waited since before a moment."""
    statement = (
        select(CONVERSATION.c.group_id)
        .where(CONVERSATION.c.stage == "queue", CONVERSATION.c.queued_at <= before)
        .distinct()
    )
    return tx.connection.scalars(statement).all()
