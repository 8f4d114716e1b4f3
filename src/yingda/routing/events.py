"""Facts of routing."""

from yingda.foundation.events import Event


class AgentFound(Event):
    """Somebody was found for a customer who had waited `waited_ms`."""

    conversation_id: str
    waited_ms: int

    def stream(self) -> str:
        """Keep facts of one conversation in order."""
        return self.conversation_id


class QueueMoved(Event):
    """The queue of a group has another length."""

    tenant_id: str
    group_id: str
    waiting: int

    def topics(self) -> tuple[str, ...]:
        """Tell the group and everyone who watches the live wall."""
        return (f"group:{self.group_id}", f"wall:{self.tenant_id}")

    def stream(self) -> str:
        """Facts of one group keep their order."""
        return self.group_id
