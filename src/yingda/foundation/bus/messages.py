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
        """Return a JSON array of everything but the frames, and after it each frame as it is.

        A frame is JSON without line breaks; inside of JSON it would be escaped, and read twice.
        """
        wake = None if self.wake is None else (self.wake.reactions, self.wake.timer)
        head = to_json(([topics for topics, _ in self.news], wake, self.missed)).decode()
        return "\n".join([head, *(frame for _, frame in self.news)])


def message_of(sender: str, lines: Sequence[str]) -> str:
    """Return lines as one message of a process."""
    return "\n".join((sender, *lines))


def lines_of(message: str, own: str) -> Iterator[Line]:
    """Read a message of another process; what this one said itself is nothing new.

    Raises ValueError, TypeError or IndexError when it is none.
    """
    sender, _, rest = message.partition("\n")
    if sender == own:
        return
    texts = rest.split("\n")
    place = 0
    while place < len(texts):
        topics, wake, missed = from_json(texts[place])
        frames = texts[place + 1 : place + 1 + len(topics)]
        news = list(zip(topics, frames, strict=True))
        yield Line(news, None if wake is None else Wake(*wake), missed)
        place += 1 + len(topics)
