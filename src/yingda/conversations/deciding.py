"""What each command does to a conversation, or why it is refused; pure, no I/O."""

from functools import singledispatch

from yingda.conversations.commands import (
    Accept,
    AskHuman,
    Assign,
    Close,
    Command,
    LeaveMessage,
    Post,
    Release,
    Transfer,
)
from yingda.conversations.errors import ConversationClosed, NothingToDo, Taken
from yingda.conversations.folding import Fold, NewId
from yingda.conversations.records import LegAccepted, Record
from yingda.conversations.states import BOT, EFFECTIVE_KINDS, ConversationState
from yingda.foundation.clock import SECOND, Instant


def decide(
    state: ConversationState, command: Command, now: Instant, new_id: NewId
) -> tuple[ConversationState, list[Record]]:
    """Return the conversation after `command`, and the records that tell what happened.

    The given state is left as it was. Raises the Problem that says why a command is refused.
    """
    fold = Fold(state, now, new_id)
    apply(command, fold)
    return fold.state, fold.records


def open_new(
    state: ConversationState, now: Instant, new_id: NewId
) -> tuple[ConversationState, list[Record]]:
    """Return a conversation that has just begun, with the bot's leg when the bot goes first."""
    fold = Fold(state, now, new_id)
    fold.state.last_message_at = now
    if state.stage == "bot":
        fold.open_leg(BOT, "auto")
    return fold.state, fold.records


@singledispatch
def apply(command: Command, fold: Fold) -> None:
    """Do what the command says, or refuse."""
    raise NotImplementedError(command)


@apply.register
def _(command: Post, fold: Fold) -> None:
    state = fold.state
    if state.status == "closed":
        if command.sender.kind != "customer" or not may_reopen(state, fold.now):
            raise ConversationClosed
        reopen(fold, somebody_there=command.somebody_there)
    if command.sender.kind in EFFECTIVE_KINDS and state.leg_id and not state.leg_accepted:
        accept(fold)
    fold.say(command)


@apply.register
def _(command: AskHuman, fold: Fold) -> None:
    state = fold.state
    if state.status == "closed":
        raise ConversationClosed
    if state.stage in {"queue", "human"}:
        raise NothingToDo(stage=state.stage)
    fold.close_leg("handed_over")
    state.priority = max(state.priority, command.priority)
    fold.enter_queue(command.group_id, command.group_name, command.reason, command.need)
    fold.request(command.group_name)


@apply.register
def _(command: Assign, fold: Fold) -> None:
    state = fold.state
    if state.status == "closed":
        raise ConversationClosed
    if state.stage == "human":
        if state.agent_id == command.to.id or command.reason not in {"takeover", "transfer_in"}:
            raise Taken(by=state.agent_name)
        fold.close_leg("taken_over" if command.reason == "takeover" else "transferred")
    else:
        fold.leave_queue("accepted")
        fold.close_leg("handed_over")
    state.stage = "human"
    if command.group_id is not None:
        state.group_id, state.group_name = command.group_id, command.group_name
    state.agent_id, state.agent_name = command.to.id, command.to.name
    state.why = list(command.why) or None
    fold.open_leg(command.to, command.reason, command.why, accepted=False)
    if command.accepted:
        accept(fold)


@apply.register
def _(command: Accept, fold: Fold) -> None:
    state = fold.state
    if state.stage != "human" or state.agent_id != command.by:
        raise Taken(by=state.agent_name)
    if not state.leg_accepted:
        accept(fold)


@apply.register
def _(command: Release, fold: Fold) -> None:
    state = fold.state
    if state.stage != "human" or state.group_id is None or state.group_name is None:
        raise NothingToDo(stage=state.stage)
    fold.close_leg(command.reason)
    if state.queued_at is None:
        # The wait that counts is the customer's: since the question nobody has answered.
        state.queued_at = state.turn_opened_at
    fold.enter_queue(state.group_id, state.group_name, command.reason)
    fold.tell("requeued", group=state.group_name)


@apply.register
def _(command: Transfer, fold: Fold) -> None:
    state = fold.state
    if state.status == "closed":
        raise ConversationClosed
    fold.leave_queue("transferred")
    fold.close_leg("transferred")
    if state.queued_at is None:
        state.queued_at = state.turn_opened_at
    fold.enter_queue(command.group_id, command.group_name, "transferred", command.need)
    fold.tell("transferred", group=command.group_name)


@apply.register
def _(command: LeaveMessage, fold: Fold) -> None:
    state = fold.state
    if state.status == "closed":
        raise ConversationClosed
    if state.stage == "human":
        raise NothingToDo(stage=state.stage)
    fold.leave_queue("left_message")
    fold.close_leg("handed_over")
    state.stage = "leave_message"
    content = {"text": command.text, "contact": command.contact}
    fold.say(Post(command.customer, "text", content, command.client_key))
    fold.tell("message_left")


@apply.register
def _(command: Close, fold: Fold) -> None:
    state = fold.state
    if state.status == "closed":
        raise ConversationClosed
    fold.end("abandoned" if command.by == "customer" else "ended")
    fold.tell("ended", by=command.by, name=command.person.name)
    state.status = "closed"
    state.closed_at, state.closed_by = fold.now, command.by
    if command.summary is not None:
        state.summary = command.summary
    state.tags = sorted({*state.tags, *command.tags})


def may_reopen(state: ConversationState, now: Instant) -> bool:
    """Tell whether a message now still belongs to this ended conversation."""
    return (
        state.closed_at is not None and now - state.closed_at <= state.merge_window_seconds * SECOND
    )


def reopen(fold: Fold, *, somebody_there: bool) -> None:
    """Begin again with people when people had it and are still there, else as a new one does."""
    state = fold.state
    state.status, state.closed_at, state.closed_by = "open", None, None
    had_people = state.last_agent_id is not None
    if somebody_there and had_people and state.group_id and state.group_name:
        fold.enter_queue(state.group_id, state.group_name, "reopened")
    else:
        state.stage = "bot"
        state.agent_id = state.agent_name = None
        fold.open_leg(BOT, "auto")
    fold.tell("reopened")


def accept(fold: Fold) -> None:
    """Note that the owner has opened the conversation; the wait in the queue is over."""
    state = fold.state
    assert state.leg_id is not None
    state.leg_accepted = True
    state.queued_at = None
    fold.records.append(LegAccepted(state.leg_id, fold.now))
    fold.tell("agent_joined", name=state.agent_name)
