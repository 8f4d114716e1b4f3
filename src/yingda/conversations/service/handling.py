"""Who has the conversation: queueing, assigning, taking, handing over, ending."""

from collections.abc import Callable, Sequence
from typing import Any

from yingda.conversations import events
from yingda.conversations.commands import (
    Accept,
    AskHuman,
    Assign,
    Close,
    Command,
    LeaveMessage,
    Need,
    Release,
    Transfer,
)
from yingda.conversations.errors import (
    ConversationNotFound,
    KeyReused,
    NobodyMay,
    NotYours,
    Taken,
    TargetUnknown,
)
from yingda.conversations.holding import Held, Holding
from yingda.conversations.models import Row
from yingda.conversations.queries.access import conversation_by_id, conversation_for
from yingda.conversations.queries.messages import named_messages
from yingda.conversations.queries.serving import legs_of
from yingda.conversations.schemas.handling import CloseDraft, LeaveMessageDraft, TransferDraft
from yingda.conversations.schemas.notes import NoteDraft
from yingda.conversations.service.giving import colleague, given_to_somebody
from yingda.conversations.service.noting import add_note
from yingda.conversations.service.posting import speaker
from yingda.conversations.service.targets import group_target, staff_target
from yingda.conversations.states import JoinReason, LeaveReason, Person
from yingda.conversations.timing import IDLE_AFTER, IDLE_TIMER, watch_idleness
from yingda.foundation.auth.principal import Principal
from yingda.foundation.bulk import rows_of
from yingda.foundation.transaction import Tx
from yingda.team import queries as team
from yingda.team.models import Staff
from yingda.team.queries import GroupState

Check = Callable[[Held], None]


def command(tx: Tx, conversation_id: str, what: Command, check: Check | None = None) -> Row:
    """Lock the conversation, fold one command, store it; return the row."""
    holding = Holding(tx)
    holding.take([conversation_id])
    held = holding.get(conversation_id)
    if held is None:
        raise ConversationNotFound
    if check is not None:
        check(held)
    holding.fold(held, what)
    holding.store()
    if isinstance(what, Assign) and not held.state.leg_accepted:
        tx.emit(given_to_somebody(held))
    return held.present


def ask_human(
    tx: Tx,
    conversation_id: str,
    *,
    reason: str,
    caller: Principal | None = None,
    need: Need | None = None,
) -> Row:
    """Queue for a person: by the customer's word or button, because the bot gave up, or a rule.

    What needs an authority goes straight to the group that holds it. Asking again while waiting,
    or while a person is there, changes nothing.
    """
    row = row_for(tx, conversation_id, caller)
    if row["stage"] in {"queue", "human"} and row["status"] == "open":
        return row
    group = (need and holder(tx, row, need)) or default_group(tx, row)
    what = AskHuman(group.id, group.name, reason, row["customer_tier"], need)
    return command(tx, conversation_id, what)


def assign(
    tx: Tx,
    conversation_id: str,
    to: Staff,
    *,
    reason: JoinReason,
    why: Sequence[dict[str, Any]] = (),
    accepted: bool = False,
) -> Row:
    """Give the conversation to a person, with the reasons."""
    row = row_for(tx, conversation_id, None)
    group = default_group(tx, row)
    what = Assign(person_of(to), reason, tuple(why), group.id, group.name, accepted)
    return command(tx, conversation_id, what)


def accept(tx: Tx, conversation_id: str, caller: Principal) -> Row:
    """Open what one was given; the wait in the queue ends here."""
    conversation_for(tx, caller, conversation_id)
    return command(tx, conversation_id, Accept(caller.id))


def take(tx: Tx, conversation_id: str, caller: Principal) -> Row:
    """Take a waiting conversation, or one with the bot; a lead may take over a colleague's.

    Of two who take at once the first one gets it, and the other is told who has it.
    """
    row = conversation_for(tx, caller, conversation_id)
    me = speaker(caller)
    in_time = row["stage"] != "human" or caller.leads
    reason: JoinReason = "takeover" if row["stage"] == "human" else "manual"
    if row["agent_id"] == caller.id and row["stage"] == "human":
        return command(tx, conversation_id, Accept(caller.id))
    if not in_time:
        raise Taken(by=row["agent_name"])
    own = () if row["group_id"] else (own_group(tx, row, caller),)
    group_id, group_name = own[0] if own else (None, None)
    why = ({"code": reason, "params": {"by": caller.name}},)
    what = Assign(me, reason, why, group_id, group_name, accepted=True)
    return command(tx, conversation_id, what)


def release(tx: Tx, conversation_id: str, *, agent_id: str, reason: LeaveReason) -> Row | None:
    """Let the customer wait again because this person cannot answer; None when somebody can."""
    holding = Holding(tx)
    holding.take([conversation_id])
    held = holding.get(conversation_id)
    if held is None or held.state.stage != "human" or held.state.agent_id != agent_id:
        return None
    return command(tx, conversation_id, Release(reason))


def transfer(tx: Tx, conversation_id: str, draft: TransferDraft, caller: Principal) -> Row:
    """Hand over to a group's queue, to whoever may decide it, or straight to a colleague.

    The place in the queue is kept.
    """
    row = conversation_for(tx, caller, conversation_id)
    if draft.note.strip():
        note = NoteDraft(client_key=tx.ids.new(), text=draft.note.strip())
        add_note(tx, conversation_id, note, caller)
    what: Command
    if draft.staff_id is not None:
        to = staff_target(tx, row, draft.staff_id, caller)
        why = ({"code": "transferred", "params": {"by": caller.name}},)
        group = default_group(tx, row)
        what = Assign(person_of(to), "transfer_in", why, group.id, group.name)
    elif draft.needs is not None:
        need = Need(draft.needs.strip().lower(), draft.amount_cents)
        able = holder(tx, row, need)
        if able is None:
            raise NobodyMay(needs=need.authority)
        what = Transfer(able.id, able.name, speaker(caller), need)
    else:
        target = group_target(tx, row, draft.group_id, caller)
        what = Transfer(target.id, target.name, speaker(caller))
    return command(tx, conversation_id, what, check=owned_by(caller))


def leave_message(tx: Tx, conversation_id: str, draft: LeaveMessageDraft, caller: Principal) -> Row:
    """Leave a message instead of waiting when nobody is there; the same draft again is the same."""
    row = conversation_for(tx, caller, conversation_id)
    (earlier,) = rows_of(tx.connection, named_messages([(conversation_id, draft.client_key)]))
    for message in earlier:
        if message["content"] != {"text": draft.text, "contact": draft.contact}:
            raise KeyReused
        return row
    what = LeaveMessage(draft.text, draft.contact, speaker(caller), draft.client_key)
    return command(tx, conversation_id, what)


def close(tx: Tx, conversation_id: str, draft: CloseDraft, caller: Principal) -> Row:
    """End the conversation; the customer's own end has no summary."""
    conversation_for(tx, caller, conversation_id)
    if caller.is_visitor:
        return ended(tx, conversation_id, Close("customer", speaker(caller)))
    what = Close("staff", speaker(caller), draft.summary, tuple(draft.tags))
    return ended(tx, conversation_id, what, check=owned_by(caller))


def close_idle(tx: Tx, conversation_id: str) -> None:
    """End a conversation that has lain still; one in which the customer waits is left open."""
    holding = Holding(tx)
    holding.take([conversation_id])
    held = holding.get(conversation_id)
    if held is None or held.state.status == "closed":
        return
    state = held.state
    waits = state.stage in {"queue", "leave_message"} or (
        state.turn_id is not None and not state.turn_is_remark
    )
    idle_since = state.last_message_at + IDLE_AFTER
    if waits:
        watch_idleness(tx, conversation_id)
    elif idle_since > tx.now:
        tx.schedule(IDLE_TIMER, conversation_id, idle_since)
    else:
        ended(tx, conversation_id, Close("timeout"))


def ended(tx: Tx, conversation_id: str, what: Close, check: Check | None = None) -> Row:
    """End the conversation and say so."""
    row = command(tx, conversation_id, what, check)
    tx.cancel(IDLE_TIMER, conversation_id)
    legs = legs_of(tx, conversation_id)
    humans = [leg for leg in legs if leg.owner_kind != "bot"]
    tx.emit(
        events.ConversationClosed(
            conversation_id=conversation_id,
            tenant_id=row["tenant_id"],
            merchant_id=row["merchant_id"],
            customer_id=row["customer_id"],
            leg_id=humans[-1].id if humans else None,
            agent_id=humans[-1].owner_id if humans else None,
            closed_by=what.by,
            had_human=bool(humans),
            language=row["language"],
        )
    )
    return row


def owned_by(caller: Principal) -> Check:
    """Return a check that the caller has the conversation, or leads those who do."""

    def check(held: Held) -> None:
        state = held.state
        if caller.leads or (state.stage == "human" and state.agent_id == caller.id):
            return
        raise NotYours(by=state.agent_name)

    return check


def row_for(tx: Tx, conversation_id: str, caller: Principal | None) -> Row:
    """Return the row, guarded when somebody asks, plain for reactions."""
    if caller is not None:
        return conversation_for(tx, caller, conversation_id)
    row = conversation_by_id(tx, conversation_id)
    if row is None:
        raise ConversationNotFound
    return row


def holder(tx: Tx, row: Row, need: Need) -> GroupState | None:
    """Return the group that may decide this in the conversation's shop."""
    return team.holder_of(
        tx, row["tenant_id"], row["merchant_id"], need.authority, need.amount_cents
    )


def default_group(tx: Tx, row: Row) -> GroupState:
    """Return the group that asked-for people come from: the one before, else the default."""
    if row["group_id"] is not None:
        return team.group_to_serve(tx, row["group_id"])
    group = team.default_group(tx, row["tenant_id"], row["merchant_id"])
    if group is None:
        raise TargetUnknown
    return group


def own_group(tx: Tx, row: Row, caller: Principal) -> tuple[str, str]:
    """Return the group in whose name somebody takes a conversation that has none yet."""
    group = default_group(tx, row)
    mine = sorted(caller.group_ids)
    if group.id not in caller.group_ids and mine:
        group = team.group_to_serve(tx, mine[0])
    return group.id, group.name


def person_of(staff: Staff) -> Person:
    """Return a member of staff as the owner of a leg."""
    return colleague(staff.role, staff.id, staff.name)
