"""Facts of quality."""

from yingda.foundation.events import Event


class ConversationRated(Event):
    """A customer rated a conversation, or rated it anew."""

    conversation_id: str
    tenant_id: str
    merchant_id: str
    agent_id: str | None
    score: int
    tags: list[str]
    solved: bool | None
    comment: str
    revision: int

    def topics(self) -> tuple[str, ...]:
        """Tell who looks, who had the conversation, and the shop's leads."""
        topics = (f"conversation:{self.conversation_id}", f"merchant:{self.merchant_id}")
        return (*topics, f"staff:{self.agent_id}") if self.agent_id else topics

    def stream(self) -> str:
        """Facts of one conversation keep their order."""
        return self.conversation_id
