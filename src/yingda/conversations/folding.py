"""The fold: one command at work, the state it changes and the records it leaves; pure."""

from collections.abc import Callable
from typing import Any

from yingda.conversations.commands import Need, Post
from yingda.conversations.records import (
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
from yingda.conversations.remarks import is_closing_remark
from yingda.conversations.states import (
    BOT_ANSWERS,
    EFFECTIVE_KINDS,
    SAID_BY_CUSTOMERS,
    SYSTEM,
    UNSEEN_IN_LISTS,
    ConversationState,
    JoinReason,
    LeaveReason,
    Person,
    QueueOutcome,
    Stage,
)
from yingda.foundation.clock import Instant

NewId = Callable[[], str]
PREVIEW_LENGTH = 80


class Fold:
    """One command at work: the state it changes and the records it leaves, in order."""

    __slots__ = ("new_id", "now", "records", "state")

    def __init__(self, state: ConversationState, now: Instant, new_id: NewId) -> None:
        self.state = state.copied()
        self.now = now
        self.new_id = new_id
        self.records: list[Record] = []

    # -- messages and turns --------------------------------------------------------------------

    def say(self, post: Post) -> NewMessage:
        """Add a message; it may open or close a turn."""
        state = self.state
        state.last_seq += 1
        turn_id = self._turn_of(post)
        message = NewMessage(
            id=self.new_id(),
            seq=state.last_seq,
            sent_at=self.now,
            sender=post.sender,
            content_type=post.content_type,
            content=post.content,
            stage=state.stage,
            leg_id=state.leg_id,
            turn_id=turn_id,
            client_key=post.client_key,
            channel_message_id=post.channel_message_id,
            channel_sent_at=post.channel_sent_at,
            template_id=post.template_id,
        )
        self.records.append(message)
        self._note_read_and_preview(post)
        return message

    def tell(self, code: str, **params: str | None) -> None:
        """Add a system event that everyone in the conversation sees."""
        self.say(Post(SYSTEM, "event", {"code": code, "params": params}))

    def _turn_of(self, post: Post) -> str | None:
        state = self.state
        if post.sender.kind == "customer" and post.content_type in SAID_BY_CUSTOMERS:
            if state.turn_id is None or state.turn_is_remark:
                self._wait(is_remark=is_closing_remark(post.content_type, post.content))
            return state.turn_id
        turn_id = state.turn_id
        if turn_id is not None and closes_turn(post, state.stage):
            self._close_turn(state.last_seq, post.sender)
            return turn_id
        return None

    def request(self, group_name: str) -> None:
        """Say that the customer asked for a person; who does so waits for an answer from now on."""
        self.tell("queued", group=group_name)
        self._wait(is_remark=False)

    def _wait(self, *, is_remark: bool) -> None:
        """Open a turn, unless the customer waits already; thanks become a wait by what follows."""
        state = self.state
        if state.turn_id is None:
            self._begin_turn(self.now, state.last_seq, None, is_remark=is_remark)
        elif state.turn_is_remark and not is_remark:
            state.turn_is_remark = False
            self.records.append(TurnMeant(state.turn_id))

    def _begin_turn(
        self, opened_at: Instant, seq: int, carried_from_id: str | None, *, is_remark: bool
    ) -> None:
        state = self.state
        owned = state.leg_id is not None
        state.turn_id = self.new_id()
        state.turn_opened_at, state.turn_opened_seq = opened_at, seq
        state.turn_is_remark = is_remark
        self.records.append(
            TurnOpened(
                id=state.turn_id,
                stage="queue" if carried_from_id else state.stage,
                leg_id=state.leg_id,
                agent_id=state.agent_id if owned else None,
                opened_at=opened_at,
                opened_seq=seq,
                charged_at=self.now if owned else None,
                carried_from_id=carried_from_id,
                is_remark=is_remark,
            )
        )

    def _close_turn(self, seq: int | None, by: Person | None) -> None:
        state = self.state
        if state.turn_id is None:
            return
        kind, person_id = (by.kind, by.id) if by is not None else (None, None)
        self.records.append(TurnClosed(state.turn_id, self.now, seq, kind, person_id))
        state.turn_id = state.turn_opened_at = state.turn_opened_seq = None
        state.turn_is_remark = False

    def _note_read_and_preview(self, post: Post) -> None:
        state = self.state
        if post.sender.kind == "customer":
            state.customer_read_seq = state.last_seq
        elif post.sender.kind in EFFECTIVE_KINDS:
            state.staff_read_seq = state.last_seq
        if post.content_type not in UNSEEN_IN_LISTS or not state.preview:
            state.preview = {
                "sender_kind": post.sender.kind,
                "content_type": post.content_type,
                "text": preview_of(post.content),
            }
            state.last_message_at = self.now

    # -- legs and queue ------------------------------------------------------------------------

    def open_leg(
        self,
        owner: Person,
        reason: JoinReason,
        why: tuple[dict[str, Any], ...] = (),
        *,
        accepted: bool = True,
    ) -> None:
        """Let somebody own the conversation; a waiting turn becomes theirs."""
        state = self.state
        state.leg_id = self.new_id()
        state.leg_count += 1
        state.leg_accepted = accepted
        self.records.append(
            LegOpened(
                id=state.leg_id,
                number=state.leg_count,
                owner_kind=owner.owner_kind,
                owner_id=owner.id,
                owner_name=owner.name,
                group_id=state.group_id,
                joined_at=self.now,
                join_reason=reason,
                accepted_at=self.now if accepted else None,
                why=why,
            )
        )
        if state.turn_id is not None:
            charged = TurnCharged(state.turn_id, state.leg_id, owner.id, self.now, state.stage)
            self.records.append(charged)

    def close_leg(self, reason: LeaveReason) -> None:
        """End the current leg; its unanswered turn stays unanswered, the wait goes on."""
        state = self.state
        if state.leg_id is None:
            return
        self.records.append(LegClosed(state.leg_id, state.agent_id, self.now, reason))
        state.leg_id = None
        if state.agent_id is not None:
            state.last_agent_id = state.agent_id
        if state.turn_id is not None and reason != "ended":
            self._carry_turn()

    def _carry_turn(self) -> None:
        state = self.state
        turn_id, opened_at, seq = state.turn_id, state.turn_opened_at, state.turn_opened_seq
        remark = state.turn_is_remark
        self._close_turn(None, None)
        assert opened_at is not None
        assert seq is not None
        self._begin_turn(opened_at, seq, turn_id, is_remark=remark)

    def enter_queue(
        self, group_id: str, group_name: str, reason: str, need: Need | None = None
    ) -> None:
        """Let the customer wait for a group, from the first moment of waiting on."""
        state = self.state
        state.stage = "queue"
        state.group_id, state.group_name = group_id, group_name
        state.agent_id = state.agent_name = None
        state.queued_at = self.now if state.queued_at is None else state.queued_at
        state.stay_id = self.new_id()
        state.why = None
        needs, amount = (need.authority, need.amount_cents) if need else (None, None)
        self.records.append(
            QueueEntered(state.stay_id, group_id, self.now, state.queued_at, reason, needs, amount)
        )

    def leave_queue(self, outcome: QueueOutcome) -> None:
        """End the wait for the group."""
        state = self.state
        if state.stay_id is not None:
            assert state.group_id is not None
            self.records.append(QueueLeft(state.stay_id, state.group_id, self.now, outcome))
            state.stay_id = None

    def end(self, outcome: QueueOutcome) -> None:
        """Close whatever is open."""
        self.leave_queue(outcome)
        self.close_leg("ended")
        self._close_turn(None, None)
        self.state.stage = "ended"
        self.state.queued_at = None


def closes_turn(post: Post, stage: Stage) -> bool:
    """Tell whether this is an effective reply: a person's, or the bot's when it really answers."""
    if post.sender.kind == "bot_auto":
        return post.content_type in BOT_ANSWERS and stage == "bot" and not post.overtaken
    return post.sender.kind in EFFECTIVE_KINDS and post.content_type != "event"


def preview_of(content: dict[str, Any]) -> str:
    """Return what the list shows of a message; words for pictures and cards are the web's."""
    shown = content.get("text") or content.get("title") or content.get("name") or ""
    code = content.get("code")
    return str(shown or code or "")[:PREVIEW_LENGTH]
