"""Facts: what happened, in the past tense, as ids and plain values."""

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """A fact: who is told at once (`topics`), in what order it is reacted to (`stream`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def topics(self) -> tuple[str, ...]:
        """Name the socket topics whose listeners see this fact as soon as it is stored."""
        return ()

    def stream(self) -> str:
        """Facts of one stream are reacted to in the order they happened."""
        return type(self).__name__

    def wire(self) -> str:
        """Return the fact as JSON for those who listen."""
        return self.model_dump_json()

    @classmethod
    def kind(cls) -> str:
        """Return the name this fact carries on the wire and in the outbox."""
        return cls.__name__
