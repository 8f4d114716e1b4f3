"""The story: which fact calls for which reactions, checked by the type checker."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from yingda.foundation.events import Event
from yingda.foundation.outbox import Asked, Question
from yingda.foundation.transaction import Tx

E = TypeVar("E", bound=Event)
T = TypeVar("T")
Fact_contra = TypeVar("Fact_contra", bound=Event, contravariant=True)

Reaction = Callable[[Tx, E], None]


@dataclass(frozen=True, slots=True)
class Thinking(Generic[E, T]):
    """A reaction in two steps: `find` thinks on a snapshot, `say` stores what it found."""

    find: Callable[[Tx, E], T]
    say: Callable[[Tx, E, T], None]


@dataclass(frozen=True, slots=True)
class Together(Generic[Fact_contra]):
    """A reaction to many facts at once: what waits for it is done in one transaction."""

    do: Callable[[Tx, Sequence[Fact_contra]], None]

    def __call__(self, tx: Tx, fact: Fact_contra) -> None:
        """React to one fact alone."""
        self.do(tx, [fact])


def together(do: Callable[[Tx, Sequence[Fact_contra]], None]) -> Together[Fact_contra]:
    """Do for many facts what costs hardly more than for one; alone again where one fails."""
    return Together(do)


def thinking(find: Callable[[Tx, E], T], say: Callable[[Tx, E, T], None]) -> Thinking[E, T]:
    """Keep slow thought out of the writer: `find` runs beside it, only `say` inside."""
    return Thinking(find, say)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One fact and its reactions by name."""

    event: type[Event]
    reactions: dict[str, Any]
    only: Callable[[Any], bool] | None = None
    asked: Question | None = None
    later: bool = False

    def calls(self, event: Event, asked: Asked) -> bool:
        """Tell whether this very fact calls for the reactions now."""
        if self.only is not None and not self.only(event):
            return False
        return self.asked is None or asked.says(self.asked)


def when(
    event: type[E],
    *reactions: Reaction[E] | Thinking[E, Any] | Together[E],
    only: Callable[[E], bool] | None = None,
    asked: Question | None = None,
    later: bool = False,
) -> Chapter:
    """Say who reacts to `event`.

    `only` leaves out facts that nobody needs to look at; `asked` is a question to the database,
    for reactions that most installations never need. What is done `later` is what nobody waits
    for: it holds up no other reaction, and keeps its order among its like alone.
    """
    named = {name_of(reaction): reaction for reaction in reactions}
    return Chapter(event, named, only, asked, later)


def name_of(reaction: Any) -> str:
    """Return the stable name a reaction has in the outbox, such as `bot.answer`."""
    function = reaction
    if isinstance(reaction, Thinking):
        function = reaction.say
    elif isinstance(reaction, Together):
        function = reaction.do
    module = function.__module__.removeprefix("yingda.").replace(".reactions", "")
    return f"{module}.{function.__name__}"


class Story:
    """All chapters, looked up by fact."""

    def __init__(self, chapters: Iterable[Chapter]) -> None:
        self.chapters = tuple(chapters)
        self._by_kind: dict[str, list[Chapter]] = {}
        self._events: dict[str, type[Event]] = {}
        for chapter in self.chapters:
            self._by_kind.setdefault(chapter.event.kind(), []).append(chapter)
            self._events[chapter.event.kind()] = chapter.event
        waited_for = {name for one in self.chapters if not one.later for name in one.reactions}
        named = {name for one in self.chapters if one.later for name in one.reactions}
        if named & waited_for:
            raise ValueError(f"both now and later: {sorted(named & waited_for)}")
        self.later = tuple(sorted(named))

    def reactions_for(self, event: Event, asked: Asked) -> Sequence[str]:
        """Name the reactions that this very fact calls for."""
        return [
            name
            for chapter in self._by_kind.get(event.kind(), ())
            if chapter.calls(event, asked)
            for name in chapter.reactions
        ]

    def reaction(self, kind: str, name: str) -> Any:
        """Return the reaction, or None when this version no longer has it."""
        for chapter in self._by_kind.get(kind, ()):
            if name in chapter.reactions:
                return chapter.reactions[name]
        return None

    def fact(self, kind: str, payload: str) -> Event:
        """Read a fact back from the outbox."""
        return self._events[kind].model_validate_json(payload)
