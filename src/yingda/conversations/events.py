"""Facts of conversations."""

from pydantic_core import to_json

from yingda.conversations.schemas.conversations import ConversationRow, VisitorConversationView
from yingda.conversations.schemas.messages import MessageView
from yingda.conversations.schemas.notes import NoteView
from yingda.foundation.events import Event


class OfConversation(Event):
    """A fact about one conversation; reactions keep its order."""

    conversation_id: str

    def stream(self) -> str:
        """Keep facts of one conversation in order."""
        return self.conversation_id


class HeardByCustomer(OfConversation):
    """A fact that reaches the customer, under whichever of their names they came.

    `home_customer_id` is who really asked, when they were merged with somebody since.
    """

    customer_id: str
    home_customer_id: str | None = None

    def visitors(self) -> tuple[str, ...]:
        """Return the customer's own topics."""
        ids = (self.customer_id, self.home_customer_id)
        return tuple(f"visitor:{one}" for one in ids if one)


class MessagePosted(HeardByCustomer):
    """Something was said."""

    message: MessageView
    merchant_id: str
    agent_id: str | None
    language: str

    def topics(self) -> tuple[str, ...]:
        """Reach the customer, everyone who looks, and the owner."""
        return message_topics(self, self.agent_id)

    def wire(self) -> str:
        """Return the fact as JSON; the message's part is written once."""
        others = to_json({name: getattr(self, name) for name in OTHERS}).decode()
        return f'{others[:-1]},"message":{self.message.wire}}}'


OTHERS = tuple(name for name in MessagePosted.model_fields if name != "message")


class MessageChanged(HeardByCustomer):
    """A message was recalled or its delivery is known."""

    message: MessageView
    agent_id: str | None

    def topics(self) -> tuple[str, ...]:
        """Reach whoever saw the message."""
        return message_topics(self, self.agent_id)


class ConversationChanged(OfConversation):
    """A line of the queue looks different now; staff only."""

    row: ConversationRow
    former_agent_id: str | None = None
    former_group_id: str | None = None

    def topics(self) -> tuple[str, ...]:
        """Reach who looks, who has or had it, the group while it waits, the shop's leads."""
        row = self.row
        topics = [f"conversation:{row.id}", f"merchant:{row.merchant_id}"]
        topics += [f"staff:{one}" for one in {row.agent_id, self.former_agent_id} if one]
        groups = {self.former_group_id}
        if row.stage in {"queue", "leave_message"}:
            groups.add(row.group_id)
        return (*topics, *(f"group:{one}" for one in groups if one))


class VisitorConversationChanged(HeardByCustomer):
    """The customer's view of the conversation changed."""

    conversation: VisitorConversationView

    def topics(self) -> tuple[str, ...]:
        """Reach the customer."""
        return self.visitors()


class ReadMarked(HeardByCustomer):
    """One side has seen everything up to `seq`."""

    by: str
    seq: int
    agent_id: str | None

    def topics(self) -> tuple[str, ...]:
        """Reach both sides."""
        return message_topics(self, self.agent_id)


class Typing(HeardByCustomer):
    """Somebody is writing; pushed, never stored."""

    by_kind: str
    by_name: str | None
    agent_id: str | None

    def topics(self) -> tuple[str, ...]:
        """Reach the other side."""
        if self.by_kind == "customer":
            owner = (f"staff:{self.agent_id}",) if self.agent_id else ()
            return (f"conversation:{self.conversation_id}", *owner)
        return self.visitors()


class NoteAdded(OfConversation):
    """A colleague wrote a note; staff only."""

    note: NoteView
    agent_id: str | None

    def topics(self) -> tuple[str, ...]:
        """Reach who looks, the owner and whoever is mentioned."""
        staff = {*self.note.mentions, *((self.agent_id,) if self.agent_id else ())}
        return (f"conversation:{self.conversation_id}", *(f"staff:{one}" for one in sorted(staff)))


class ConversationOpened(OfConversation):
    """A customer begins an encounter."""

    tenant_id: str
    merchant_id: str
    customer_id: str
    stage: str
    language: str


class ConversationQueued(OfConversation):
    """A customer waits for a group; `needs` names the authority that what is asked takes."""

    tenant_id: str
    group_id: str
    reason: str
    stay_id: str = ""
    needs: str | None = None
    amount_cents: int | None = None


class WaitEnded(OfConversation):
    """A customer no longer waits for a group; `outcome` says how it ended."""

    group_id: str
    outcome: str


class ConversationAssigned(OfConversation):
    """Somebody was given the conversation, or opened what they were given.

    `opened` says that they were given it before, so that nobody has more now; `settled` that
    whoever gave it has counted it, and the queue it left, already.
    """

    leg_id: str
    agent_id: str
    merchant_id: str
    accepted: bool
    opened: bool = False
    settled: bool = False


class LegEnded(OfConversation):
    """Somebody's seat may have become free."""

    tenant_id: str
    agent_id: str
    leave_reason: str

    def stream(self) -> str:
        """Keep facts of one agent in order."""
        return self.agent_id


class ConversationClosed(OfConversation):
    """The encounter ended."""

    tenant_id: str
    merchant_id: str
    customer_id: str
    leg_id: str | None
    agent_id: str | None
    closed_by: str
    had_human: bool
    language: str


def message_topics(fact: HeardByCustomer, agent_id: str | None) -> tuple[str, ...]:
    """Return who hears what is said in a conversation."""
    topics = (f"conversation:{fact.conversation_id}", *fact.visitors())
    return (*topics, f"staff:{agent_id}") if agent_id else topics
