"""What goes over the bus: a line for each commit, several lines a message, and whose they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic_core import from_json, to_json

from yingda.foundation.clock import Instant

News = tuple[Sequence[str], str]
"""Topics, and the frame their listeners hear."""


@dataclass(frozen=True, slots=True)
class Wake:
    """Work for those who do it: reactions wait, or a timer was set."""

    reactions: bool
    timer: Instant | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One commit: news for the sockets, and work; `missed` says that earlier lines were lost."""

    news: Sequence[News] = ()
    wake: Wake | None = None
    missed: bool = False

    def text(self) -> str:
        """Return the line as JSON."""
        wake = None if self.wake is None else (self.wake.reactions, self.wake.timer)
        return to_json((self.news, wake, self.missed)).decode()


def line_of(text: str) -> Line:
    """Read a line; raises ValueError, TypeError or IndexError when it is none."""
    news, wake, missed = from_json(text)
    return Line(news, None if wake is None else Wake(*wake), missed)


def message_of(sender: str, lines: Sequence[str]) -> str:
    """Return lines as one message of a process."""
    return "\n".join((sender, *lines))


def lines_of(message: str, own: str) -> Iterator[Line]:
    """Read a message of another process; what this one said itself is nothing new."""
    sender, *lines = message.split("\n")
    if sender != own:
        yield from map(line_of, lines)
