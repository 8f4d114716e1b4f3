"""Holding conversations: read them under lock, fold commands, store all many rows a statement."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any

from yingda.conversations import events, views
from yingda.conversations.commands import Command, Post
from yingda.conversations.deciding import decide
from yingda.conversations.folding import Fold
from yingda.conversations.models import Conversation, Leg, Message, QueueStay, Row, Turn
from yingda.conversations.records import (
    LegAccepted,
    LegClosed,
    LegOpened,
    NewMessage,
    QueueEntered,
    QueueLeft,
    Record,
    TurnCharged,
    TurnClosed,
    TurnMeant,
    TurnOpened,
)
from yingda.conversations.schemas.messages import MessageView
from yingda.conversations.states import ConversationState
from yingda.foundation.bulk import Wanted, insert_rows, rows_of, together, update_rows
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx

STATE_FIELDS = tuple(field.name for field in fields(ConversationState))
SHOWN_TO_CUSTOMERS = {"status", "stage", "agent_name", "leg_accepted"}
CONVERSATION = table_of(Conversation)


class Held:
    """A conversation under lock: its row, and the state as folded so far."""

    __slots__ = ("_shown", "before", "changes", "messages", "row", "state")

    def __init__(self, row: Row) -> None:
        self.row = row
        self.before = ConversationState(**{name: row[name] for name in STATE_FIELDS})
        self.state = self.before
        self.changes: set[str] = set()
        self.messages: list[NewMessage] = []
        self._shown: dict[str, MessageView] = {}

    def shown(self, message: NewMessage) -> MessageView:
        """Return a message as it goes on the wire, made once for the answer and for the news."""
        if message.id not in self._shown:
            self._shown[message.id] = views.message_view(self.state.id, message)
        return self._shown[message.id]

    def compare(self) -> None:
        """Find out which fields are no longer what was read."""
        if self.state is not self.before:
            before = self.before.__dict__
            self.changes = {
                name for name, now in self.state.__dict__.items() if now != before[name]
            }

    @property
    def present(self) -> Row:
        """Return the row as it will be stored."""
        return self.row if self.state is self.before else self.row | self.state.__dict__


class Holding:
    """The conversations one transaction works on, and what it has to store of them."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._held: dict[str, Held] = {}
        self._inserts: dict[type[Any], list[Row]] = {}
        self._updates: dict[tuple[type[Any], tuple[str, ...]], list[Row]] = {}

    def __iter__(self) -> Iterator[Held]:
        return iter(self._held.values())

    def take(self, conversation_ids: Iterable[str], *others: Wanted) -> list[list[Row]]:
        """Lock the conversations in the order of their ids, and read them; return other rows."""
        keys = [(one,) for one in sorted(set(conversation_ids))]
        wanted = Wanted(CONVERSATION, ("id",), keys, lock=True)
        rows, *read = rows_of(self._tx.connection, wanted, *others)
        for row in rows:
            self._held[row["id"]] = Held(row)
        return read

    def add(self, row: Row, state: ConversationState, records: Sequence[Record]) -> Held:
        """Take in a conversation that begins in this transaction."""
        new = row | state.__dict__
        self._inserts.setdefault(Conversation, []).append(new)
        held = self._held[state.id] = Held(new)
        self._keep(held, records)
        return held

    def get(self, conversation_id: str) -> Held | None:
        """Return a conversation taken before, or None when there is none."""
        return self._held.get(conversation_id)

    def fold(self, held: Held, command: Command) -> Sequence[Record]:
        """Apply a command; raises the Problem that refuses it, and then nothing changed."""
        held.state, records = decide(held.state, command, self._tx.now, self._tx.ids.new)
        self._keep(held, records)
        return records

    def append(self, held: Held, post: Post) -> None:
        """Add what the system says, whatever the state of the conversation."""
        fold = Fold(held.state, self._tx.now, self._tx.ids.new)
        fold.say(post)
        held.state = fold.state
        self._keep(held, fold.records)

    def store(self) -> None:
        """Write everything, and state the facts."""
        connection = self._tx.connection
        for held in self:
            held.compare()
        with together(connection):
            for model, rows in self._inserts.items():
                insert_rows(connection, table_of(model), rows)
            self._update_conversations()
            for (model, names), rows in self._updates.items():
                update_rows(connection, table_of(model), ("id", *names), rows)
        for held in self:
            self._state_facts(held)

    def _update_conversations(self) -> None:
        """Write what changed; one statement for all, so each is written what any of them needs."""
        changed = [held for held in self if held.changes]
        names = tuple(sorted(set().union(*(one.changes for one in changed))))
        if changed:
            rows = [one.state.__dict__ for one in changed]
            update_rows(self._tx.connection, CONVERSATION, ("id", *names), rows)

    def _keep(self, held: Held, records: Sequence[Record]) -> None:
        for record in records:
            if isinstance(record, NewMessage):
                held.messages.append(record)
            KEEPERS[type(record)](self, held, record)

    def _insert(self, model: type[Any], held: Held, values: Row) -> None:
        state = held.state
        owner = {
            "tenant_id": state.tenant_id,
            "merchant_id": state.merchant_id,
            "conversation_id": state.id,
            "customer_id": state.customer_id,
        }
        self._inserts.setdefault(model, []).append(owner | values)

    def _change(self, model: type[Any], row_id: str, values: Row) -> None:
        self._updates.setdefault((model, tuple(values)), []).append({"id": row_id} | values)

    # -- one keeper for each kind of record ----------------------------------------------------

    def keep_message(self, held: Held, message: NewMessage) -> None:
        """Store a message."""
        row = views.message_row(held.state.id, message)
        self._inserts.setdefault(Message, []).append(row)

    def keep_leg(self, held: Held, leg: LegOpened) -> None:
        """Store a new leg."""
        values = columns_of(leg) | {"why": list(leg.why), "left_at": None, "leave_reason": None}
        self._insert(Leg, held, values)

    def keep_acceptance(self, held: Held, record: LegAccepted) -> None:
        """Store that the owner looked, by opening the conversation or by answering at once."""
        self._change(Leg, record.id, {"accepted_at": record.accepted_at})
        assert held.state.agent_id is not None
        self._tx.emit(
            events.ConversationAssigned(
                conversation_id=held.state.id,
                leg_id=record.id,
                agent_id=held.state.agent_id,
                merchant_id=held.state.merchant_id,
                accepted=True,
                opened=held.before.leg_id == record.id,
            )
        )

    def keep_leg_end(self, held: Held, record: LegClosed) -> None:
        """Store the end of a leg, and tell that a seat may be free."""
        values = {"left_at": record.left_at, "leave_reason": record.leave_reason}
        self._change(Leg, record.id, values)
        if record.owner_id is not None:
            self._tx.emit(
                events.LegEnded(
                    conversation_id=held.state.id,
                    tenant_id=held.state.tenant_id,
                    agent_id=record.owner_id,
                    leave_reason=record.leave_reason,
                )
            )

    def keep_turn(self, held: Held, turn: TurnOpened) -> None:
        """Store a new turn."""
        end: Row = dict.fromkeys(("ended_at", "closed_seq", "closed_by_kind", "closed_by_id"))
        self._insert(Turn, held, columns_of(turn) | end)

    def keep_charge(self, _held: Held, record: TurnCharged) -> None:
        """Store whose wait it is now."""
        values = columns_of(record)
        self._change(Turn, values.pop("id"), values)

    def keep_meaning(self, _held: Held, record: TurnMeant) -> None:
        """Store that the turn asks something after all."""
        self._change(Turn, record.id, {"is_remark": False})

    def keep_turn_end(self, _held: Held, record: TurnClosed) -> None:
        """Store how the turn ended."""
        values = columns_of(record)
        self._change(Turn, values.pop("id"), values)

    def keep_stay(self, held: Held, record: QueueEntered) -> None:
        """Store a new wait, and tell those who find agents."""
        self._insert(QueueStay, held, columns_of(record) | {"left_at": None, "outcome": None})
        self._tx.emit(
            events.ConversationQueued(
                conversation_id=held.state.id,
                tenant_id=held.state.tenant_id,
                group_id=record.group_id,
                reason=record.reason,
                stay_id=record.id,
                needs=record.needs,
                amount_cents=record.amount_cents,
            )
        )

    def keep_stay_end(self, held: Held, record: QueueLeft) -> None:
        """Store the end of a wait, and tell that the queue is shorter."""
        self._change(QueueStay, record.id, {"left_at": record.left_at, "outcome": record.outcome})
        self._tx.emit(
            events.WaitEnded(
                conversation_id=held.state.id, group_id=record.group_id, outcome=record.outcome
            )
        )

    # -- facts ---------------------------------------------------------------------------------

    def _state_facts(self, held: Held) -> None:
        state, before, row = held.state, held.before, held.present
        for message in held.messages:
            self._tx.emit(
                events.MessagePosted(
                    conversation_id=state.id,
                    message=held.shown(message),
                    merchant_id=state.merchant_id,
                    customer_id=state.customer_id,
                    home_customer_id=views.home_of(row),
                    agent_id=state.agent_id,
                    language=row["language"],
                )
            )
        if state is before and not held.messages:
            return
        self._tx.emit(
            events.ConversationChanged(
                conversation_id=state.id,
                row=views.row_view(row),
                former_agent_id=before.agent_id if before.agent_id != state.agent_id else None,
                former_group_id=before.group_id if before.stage != state.stage else None,
            )
        )
        if held.changes & SHOWN_TO_CUSTOMERS:
            self._tx.emit(
                events.VisitorConversationChanged(
                    conversation_id=state.id,
                    customer_id=state.customer_id,
                    home_customer_id=views.home_of(row),
                    conversation=views.visitor_view(row),
                )
            )


KEEPERS: dict[type[Any], Callable[..., None]] = {
    NewMessage: Holding.keep_message,
    LegOpened: Holding.keep_leg,
    LegAccepted: Holding.keep_acceptance,
    LegClosed: Holding.keep_leg_end,
    TurnOpened: Holding.keep_turn,
    TurnCharged: Holding.keep_charge,
    TurnMeant: Holding.keep_meaning,
    TurnClosed: Holding.keep_turn_end,
    QueueEntered: Holding.keep_stay,
    QueueLeft: Holding.keep_stay_end,
}


def columns_of(record: Record) -> Row:
    """Return a record's values by column; flat, so much cheaper than the library's deep copy."""
    return {name: getattr(record, name) for name in record.__slots__}
