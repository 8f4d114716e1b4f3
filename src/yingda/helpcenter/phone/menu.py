"""What a key means, and what follows when nothing was understood; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from yingda.helpcenter.phone.schemas import Asks, MenuItem

PERSON, LINK, AGAIN, TAKES_LINK = "0", "9", "*", "1"
MISSES_BEFORE_OTHER_WAY = 2


@dataclass(frozen=True, slots=True)
class State:
    """What the caller was asked last, and how often in a row nothing was understood."""

    asks: Asks = "menu"
    choices: tuple[str, ...] = ()
    misses: int = 0


BEGINNING = State()


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a key asks for; `entry_id` is what to tell, `item` what of the menu was chosen."""

    does: Literal["answer", "task", "person", "link", "again"]
    entry_id: str | None = None
    item: MenuItem | None = None


def meaning_of(digits: str, state: State, menu: Sequence[MenuItem]) -> Pressed | None:
    """Return what the keys ask for after what was asked last, None when they mean nothing."""
    fixed = {PERSON: Pressed("person"), LINK: Pressed("link"), AGAIN: Pressed("again")}
    if digits in fixed:
        return fixed[digits]
    if state.asks == "link" and digits == TAKES_LINK:
        return fixed[LINK]
    if state.asks == "choices":
        chosen = dict(zip(map(str, range(1, 10)), state.choices, strict=False)).get(digits)
        return None if chosen is None else Pressed("answer", chosen)
    item = next((one for one in menu if one.key == digits), None)
    return None if item is None else Pressed(item.does, item.entry_id, item)


def after_miss(misses: int, *, can_link: bool) -> Literal["again", "offer_link", "person"]:
    """Return what follows the `misses`-th time in a row that nothing was understood.

    Nobody is asked to repeat themselves for ever: first again, then the chat, then a person.
    """
    if misses < MISSES_BEFORE_OTHER_WAY:
        return "again"
    return "offer_link" if can_link and misses == MISSES_BEFORE_OTHER_WAY else "person"
