"""Something happened that may end somebody's wait: look at once."""

from yingda.conversations import service as conversation
from yingda.conversations.events import (
    ConversationAssigned,
    ConversationQueued,
    LegEnded,
    WaitEnded,
)
from yingda.conversations.models import Row
from yingda.conversations.queries.access import conversation_by_id
from yingda.conversations.queries.messages import told_since_joined
from yingda.conversations.queries.serving import conversations_of_agent
from yingda.conversations.queries.waiting import waiting_in_group
from yingda.foundation.transaction import Tx
from yingda.routing import service
from yingda.team import queries as team
from yingda.team.events import AgentBecameAvailable, AgentWentOffline, GroupChanged, SeatChanged


def find_agent(tx: Tx, fact: ConversationQueued) -> None:
    """A customer waits: find somebody; say honestly when nobody is there at all."""
    row = conversation_by_id(tx, fact.conversation_id)
    if row is None or (row["stage"], row["group_id"]) != ("queue", fact.group_id):
        return  # whoever ended the wait meanwhile has seen to the queue
    service.match_group(tx, fact.group_id)
    row = conversation_by_id(tx, fact.conversation_id)
    if row is not None and row["stage"] == "queue":
        tell_absence(tx, row)


def tell_absence(tx: Tx, row: Row) -> None:
    """Say, once, to somebody who waits that nobody is there, when that is why they wait."""
    reasons = {reason["code"] for reason in row["why"] or ()}
    absent = bool(reasons & {"nobody_on_duty", "nobody_in_group"})
    if absent and not told_since_joined(tx, row["id"], "nobody_on_duty"):
        event = {"code": "nobody_on_duty", "params": {}}
        conversation.say(tx, row["id"], content_type="event", content=event, sender_kind="system")


def use_free_seat(tx: Tx, fact: LegEnded | AgentBecameAvailable | SeatChanged) -> None:
    """A seat may be free: give it to whoever has waited longest."""
    staff_id = fact.agent_id if isinstance(fact, LegEnded) else fact.staff_id
    service.use_seat(tx, staff_id)


def look_at_group(tx: Tx, fact: GroupChanged) -> None:
    """A group has other members: somebody may fit now."""
    service.match_group(tx, fact.group_id)


def settle_assignment(tx: Tx, fact: ConversationAssigned) -> None:
    """Somebody got a conversation: count it, and the queue it left is shorter."""
    row = conversation_by_id(tx, fact.conversation_id)
    service.use_seat(tx, fact.agent_id, also=row["group_id"] if row is not None else None)


def note_opening(tx: Tx, fact: ConversationAssigned) -> None:
    """Somebody opened what they were given: it goes to nobody else."""
    service.note_acceptance(tx, fact.leg_id)


def shorten_queue(tx: Tx, fact: WaitEnded) -> None:
    """Whoever left without being served makes the queue shorter."""
    service.match_group(tx, fact.group_id)


def requeue_conversations(tx: Tx, fact: AgentWentOffline) -> None:
    """Nobody answers from an empty seat: its customers wait again, with the place they had."""
    for conversation_id in conversations_of_agent(tx, fact.staff_id):
        conversation.release(tx, conversation_id, agent_id=fact.staff_id, reason="went_offline")


def tell_who_waits(tx: Tx, fact: AgentWentOffline) -> None:
    """When the last one has left, those who already wait hear it too, and may leave a message."""
    for group_id in team.group_ids_of(tx, [fact.staff_id])[fact.staff_id]:
        if not team.somebody_on_duty(tx, group_id):
            service.match_group(tx, group_id)
            for row in waiting_in_group(tx, group_id):
                tell_absence(tx, row)
