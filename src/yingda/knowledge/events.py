"""Facts of knowledge."""

from yingda.foundation.events import Event


class KnowledgeChanged(Event):
    """What a shop knows is different now; `entry_id` is empty after a whole import."""

    merchant_id: str
    entry_id: str | None

    def topics(self) -> tuple[str, ...]:
        """Reach everyone who looks at this shop."""
        return (f"merchant:{self.merchant_id}",)

    def stream(self) -> str:
        """Keep changes of one shop's knowledge in order."""
        return self.merchant_id
