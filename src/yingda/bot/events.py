"""Facts of the bot."""

from yingda.foundation.events import Event


class OfBot(Event):
    """A fact about what the bot did in one conversation."""

    conversation_id: str
    merchant_id: str
    asked_message_id: str

    def stream(self) -> str:
        """Keep facts of one conversation in order."""
        return self.conversation_id


class BotAnswered(OfBot):
    """The bot answered from an entry."""

    entry_id: str
    confidence: float


class BotGaveChoices(OfBot):
    """The bot was not sure and asked which entry is meant."""

    entry_ids: tuple[str, ...]
    confidence: float


class BotGaveUp(OfBot):
    """The bot did not answer; `handed_over` tells whether the customer queues for a person now."""

    reason: str
    handed_over: bool
