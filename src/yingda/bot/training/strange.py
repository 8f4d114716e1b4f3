"""Questions made of other questions: such that no entry answers, and such as are typed in haste."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from yingda.foundation.chance import Chance
from yingda.knowledge.features import reading_of, tokens
from yingda.knowledge.terms import LIGHT

_T = TypeVar("_T")

_MOST_KEPT = 0.15
_UNKNOWN, _ANY = 0.5, 0.3
_HASTE, _SHORT = 0.15, 3
_LETTERS = "bcdfghjklmnpqrstvwxz"
_RARE = [chr(code) for code in range(0x9000, 0x9F00)]


def strange(texts: Sequence[str], count: int, chance: Chance) -> Iterator[str]:
    """Make questions that no entry answers.

    Words of asking stay, as they are in any question; what it is about is mostly a word nobody
    knows, and sometimes one of an unrelated question.
    """
    read = [parts for parts in map(tokens, texts) if parts]
    used = [part for parts in read for part in parts if part not in LIGHT]
    if not used:
        return
    each = sorted(set(used))
    for _ in range(count):
        kept = chance.random() * _MOST_KEPT
        yield " ".join(
            part if part in LIGHT or chance.random() < kept else _another(part, used, each, chance)
            for part in _one_of(read, chance)
        )


def _another(part: str, used: Sequence[str], each: Sequence[str], chance: Chance) -> str:
    drawn = chance.random()
    if drawn < _UNKNOWN:
        return (
            "".join(_one_of(_LETTERS, chance) for _ in range(6))
            if part.isascii()
            else _one_of(_RARE, chance)
        )
    return _one_of(each if drawn < _UNKNOWN + _ANY else used, chance)


def hasty(text: str, chance: Chance) -> str:
    """Swap, drop or double a letter in some Latin words; spell some characters as they sound."""
    return " ".join(
        _slipped(word, chance) if chance.random() < _HASTE else word
        for word in _spelled(text, chance).split(" ")
    )


def _spelled(text: str, chance: Chance) -> str:
    return "".join(
        reading_of(one) if not one.isascii() and chance.random() < _HASTE else one for one in text
    )


def _slipped(word: str, chance: Chance) -> str:
    if len(word) < _SHORT or not word.isascii():
        return word
    at = int(chance.integers(len(word) - 1))
    swapped = word[at + 1] + word[at]
    return (
        word[:at]
        + _one_of([swapped, word[at + 1], word[at] + word[at : at + 2]], chance)
        + (word[at + 2 :])
    )


def _one_of(among: Sequence[_T], chance: Chance) -> _T:
    return among[int(chance.integers(len(among)))]
