"""Something happened that may end somebody's wait: look at once."""

from collections.abc import Sequence

from yingda.conversations import service as conversation
from yingda.conversations.events import (
    ConversationAssigned,
    ConversationClosed,
    ConversationQueued,
    LegEnded,
    WaitEnded,
)
from yingda.conversations.models import Row
from yingda.conversations.queries.access import conversations_by_id
from yingda.conversations.queries.messages import told_since_joined
from yingda.conversations.queries.serving import conversations_of_agent
from yingda.foundation.transaction import Tx
from yingda.routing import service, tasks
from yingda.team import queries as team
from yingda.team.events import AgentBecameAvailable, AgentWentOffline, GroupChanged, SeatChanged


def find_agents(tx: Tx, facts: Sequence[ConversationQueued]) -> None:
    """Customers wait: find somebody for each; say honestly when nobody is there at all."""
    asked = {fact.conversation_id: fact.group_id for fact in facts}
    rows = conversations_by_id(tx, sorted(asked))
    # Whoever ended a wait meanwhile has seen to the queue.
    waits = [row for row in rows if (row["stage"], row["group_id"]) == ("queue", asked[row["id"]])]
    still = service.match_groups(tx, {row["group_id"] for row in waits})
    for row in waits:
        if row["id"] in still:
            tell_absence(tx, still[row["id"]])


def tell_absence(tx: Tx, row: Row) -> None:
    """Say, once, to somebody who waits that nobody is there, when that is why they wait."""
    reasons = {reason["code"] for reason in row["why"] or ()}
    absent = bool(reasons & {"nobody_on_duty", "nobody_in_group"})
    if absent and not told_since_joined(tx, row["id"], "nobody_on_duty"):
        event = {"code": "nobody_on_duty", "params": {}}
        conversation.say(tx, row["id"], content_type="event", content=event, sender_kind="system")


def use_free_seats(tx: Tx, facts: Sequence[LegEnded | AgentBecameAvailable | SeatChanged]) -> None:
    """Seats may be free: give them to whoever has waited longest."""
    people = {fact.agent_id if isinstance(fact, LegEnded) else fact.staff_id for fact in facts}
    service.use_seats(tx, people)


def look_at_groups(tx: Tx, facts: Sequence[GroupChanged]) -> None:
    """Groups have other members: somebody may fit now."""
    service.match_groups(tx, {fact.group_id for fact in facts})


def settle_assignments(tx: Tx, facts: Sequence[ConversationAssigned]) -> None:
    """Somebody got a conversation: count it, and the queue it left is shorter."""
    rows = conversations_by_id(tx, sorted({fact.conversation_id for fact in facts}))
    left = {row["group_id"] for row in rows if row["group_id"] is not None}
    service.use_seats(tx, {fact.agent_id for fact in facts}, also=left)


def note_openings(tx: Tx, facts: Sequence[ConversationAssigned]) -> None:
    """People opened what they were given: it goes to nobody else."""
    service.note_acceptances(tx, [fact.leg_id for fact in facts])


def may_move_task(fact: ConversationQueued) -> bool:
    """Tell whether a task begins here, or may have gone one hand further."""
    return fact.needs is not None or fact.reason == "transferred"


def follow_task(tx: Tx, fact: ConversationQueued) -> None:
    """Count by how many hands a task comes to people who may decide it."""
    tasks.note_queued(tx, fact)


def follow_task_to_person(tx: Tx, fact: ConversationAssigned) -> None:
    """A task was given to somebody by hand, or somebody opened it."""
    opened = fact.opened
    tasks.note_given(tx, fact.conversation_id, fact.leg_id, fact.agent_id, opened=opened)


def end_tasks(tx: Tx, fact: ConversationClosed) -> None:
    """Nothing is to be decided in a conversation that is over."""
    tasks.note_end(tx, fact.conversation_id)


def shorten_queues(tx: Tx, facts: Sequence[WaitEnded]) -> None:
    """Whoever left without being served makes the queue shorter."""
    service.match_groups(tx, {fact.group_id for fact in facts})


def requeue_conversations(tx: Tx, fact: AgentWentOffline) -> None:
    """Nobody answers from an empty seat: its customers wait again, with the place they had."""
    for conversation_id in conversations_of_agent(tx, fact.staff_id):
        conversation.release(tx, conversation_id, agent_id=fact.staff_id, reason="went_offline")


def tell_who_waits(tx: Tx, fact: AgentWentOffline) -> None:
    """When the last one has left, those who already wait hear it too, and may leave a message."""
    for group_id in team.group_ids_of(tx, [fact.staff_id])[fact.staff_id]:
        if not team.somebody_on_duty(tx, group_id):
            for row in service.match_groups(tx, [group_id]).values():
                tell_absence(tx, row)
