"""Questions made of other questions: such that no entry answers, and such as are typed in haste."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from yingda.knowledge.features import reading_of, tokens
from yingda.knowledge.terms import LIGHT

_T = TypeVar("_T")

_MOST_KEPT = 0.15
_UNKNOWN, _ANY = 0.5, 0.3
_HASTE, _SHORT = 0.15, 3
_LETTERS = "bcdfghjklmnpqrstvwxz"
_RARE = [chr(code) for code in range(0x9000, 0x9F00)]
_FACTOR, _STEP, _MIX = 6364136223846793005, 1442695040888963407, 0x9E3779B97F4A7C15


class Dice:
    """A row of numbers that looks like chance and is the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def throw(self) -> float:
        """Return the next number, from 0 to below 1: Knuth's linear congruence, mixed."""
        self._state = (self._state * _FACTOR + _STEP) % 2**64
        mixed = (self._state ^ (self._state >> 31)) * _MIX % 2**64
        return (mixed >> 11) / 2**53

    def choose(self, among: Sequence[_T]) -> _T:
        """Return one of them."""
        return among[int(self.throw() * len(among))]


def strange(texts: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """Make questions that no entry answers; the same for the same seed.

    Words of asking stay, as they are in any question; what it is about is mostly a word nobody
    knows, and sometimes one of an unrelated question.
    """
    dice = Dice(seed)
    read = [parts for parts in map(tokens, texts) if parts]
    used = [part for parts in read for part in parts if part not in LIGHT]
    if not used:
        return
    each = sorted(set(used))
    for _ in range(count):
        kept = dice.throw() * _MOST_KEPT
        yield " ".join(
            part if part in LIGHT or dice.throw() < kept else _another(part, used, each, dice)
            for part in dice.choose(read)
        )


def _another(part: str, used: Sequence[str], each: Sequence[str], dice: Dice) -> str:
    drawn = dice.throw()
    if drawn < _UNKNOWN:
        return (
            "".join(dice.choose(_LETTERS) for _ in range(6))
            if part.isascii()
            else dice.choose(_RARE)
        )
    return dice.choose(each if drawn < _UNKNOWN + _ANY else used)


def hasty(text: str, seed: int) -> str:
    """Swap, drop or double a letter in some Latin words; spell some characters as they sound."""
    dice = Dice(seed)
    return " ".join(
        _slipped(word, dice) if dice.throw() < _HASTE else word
        for word in _spelled(text, dice).split(" ")
    )


def _spelled(text: str, dice: Dice) -> str:
    return "".join(
        reading_of(one) if not one.isascii() and dice.throw() < _HASTE else one for one in text
    )


def _slipped(word: str, dice: Dice) -> str:
    if len(word) < _SHORT or not word.isascii():
        return word
    at = dice.choose(range(len(word) - 1))
    swapped = word[at + 1] + word[at]
    return (
        word[:at]
        + dice.choose([swapped, word[at + 1], word[at] + word[at : at + 2]])
        + (word[at + 2 :])
    )
