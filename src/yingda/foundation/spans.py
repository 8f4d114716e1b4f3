"""Where work is told of while it is done; here to nobody, and that makes no object.

`app.tracing` tells it as traces of OpenTelemetry, where an operator asks for them.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

from yingda.foundation.events import Event

Origin = Any
"""From where work was asked for; None where nobody follows it."""

OriginOf = Callable[[Event], str | None]
"""Tells a fact's origin, as it is stored with the reactions that wait for the fact."""

Outcome = Callable[[str | None, int | None], None]
"""Is told what came of a try: what went wrong, and the status of the answer."""


class Begun(Protocol):
    """Work for the writer, and from where it was asked for."""

    origin: Origin
    item: Any


def unheard(_problem: str | None, _status: int | None) -> None:
    """Tell nobody."""


NOTHING: AbstractContextManager[None] = nullcontext()
NO_OUTCOME: AbstractContextManager[Outcome] = nullcontext(unheard)


class Spans:
    """Tells nobody."""

    def here(self) -> Origin:
        """Return from where what runs now was asked for."""
        return None

    def commit(self, _jobs: Iterable[Begun]) -> AbstractContextManager[None]:
        """Tell of one transaction of the writer."""
        return NOTHING

    def origins(self, _jobs: Iterable[Begun]) -> OriginOf | None:
        """Return what tells the origins of this transaction's facts; None where none is kept."""
        return None

    def reaction(
        self, _name: str, _stream: str, _origin: str | None
    ) -> AbstractContextManager[None]:
        """Tell of a reaction."""
        return NOTHING

    def timer(self, _kind: str, _late_by: int) -> AbstractContextManager[None]:
        """Tell of a timer that fires, and by how many milliseconds it is late."""
        return NOTHING

    def attempt(self, _delivery_id: str, _message_id: str) -> AbstractContextManager[Outcome]:
        """Tell of one try to deliver to a webhook, and what came of it."""
        return NO_OUTCOME

    def close(self) -> None:
        """Hand over what was told; may take some seconds."""


NO_SPANS = Spans()
