"""Facts of self-service: from started to how it ended, so that completion can be counted."""

from yingda.foundation.events import Event


class OfRun(Event):
    """A fact about one customer at one task."""

    conversation_id: str
    merchant_id: str
    run_id: str
    flow_id: str
    flow_key: str
    version: int
    step: str | None

    def stream(self) -> str:
        """Keep facts of one conversation in order."""
        return self.conversation_id


class FlowStarted(OfRun):
    """A customer began a task."""


class FlowFinished(OfRun):
    """A customer came to the end of it."""

    solved: bool


class FlowHandedOver(OfRun):
    """A person was asked in the midst of it; `reason` says why."""

    reason: str


class FlowAbandoned(OfRun):
    """The customer stopped in the midst of it, at `step`."""

    reason: str
