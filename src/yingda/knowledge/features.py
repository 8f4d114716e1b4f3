"""What a text is made of, for whoever compares texts: characters, words, letters and sounds."""

import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Final

from yingda.customers.folding import fold

BLOCKS: Final = ("words", "letters", "syllables", "sounds")
"""Kinds of features, each of a weight of its own however many a text has.

words: single Chinese characters, Latin words and numbers, and neighbours of these
letters: two to five letters of a Latin word
syllables: how each Chinese character is read, without its tone, and neighbours of these
sounds: four letters of the whole text as it is read, so that tuihuo finds what sounds so
"""
LONGEST = 600
_TOKENS = re.compile(r"[^\W\d_\u2e80-\u9fff\uf900-\ufaff]+|\d+|[\u3400-\u9fff\uf900-\ufaff]")
_LONG_NUMBER = re.compile(r"\d{5,}")
_CHINESE = "\u2e80"
_SOUND = 4
_SYLLABLE, _LONGEST_SPELLED = 6, 24
_VOWELS = frozenset("aeiouv")
_FIRST, _LAST = 0x4E00, 0x9FFF

Features = tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]


def tokens(text: str, longest: int = LONGEST) -> list[str]:
    """Split into single Chinese characters, Latin words and numbers; long numbers are all one."""
    return _TOKENS.findall(_LONG_NUMBER.sub("0", fold(text[:longest])))


def features(parts: Sequence[str]) -> Features:
    """Return the features of a text's tokens, a list for each of BLOCKS."""
    latin = [part for part in parts if part[0] < _CHINESE]
    read = [part if part[0] < _CHINESE else reading_of(part) for part in parts]
    joined = "".join(read)
    return (
        [*parts, *map(" ".join, pairwise(parts))],
        [gram for part in latin for gram in _letters(part)],
        [] if len(latin) == len(parts) else [*read, *map(" ".join, pairwise(read))],
        [joined[at : at + _SOUND] for at in range(len(joined) - _SOUND + 1)],
    )


def is_chinese(parts: Sequence[str]) -> bool:
    """Tell whether there is a Chinese character among the tokens."""
    return any(part[0] >= _CHINESE for part in parts)


@lru_cache(8_000)
def _letters(word: str) -> tuple[str, ...]:
    padded = f" {word[:40]} "
    return tuple(
        padded[at : at + size] for size in range(2, 6) for at in range(len(padded) - size + 1)
    )


def reading_of(character: str) -> str:
    """Return how a character is read, or itself."""
    return _readings().get(character, character)


def syllables(word: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways to cut a word of Latin letters into syllables of pinyin, longest first.

    None for a word longer than anyone types at a stretch.
    """
    if len(word) <= _LONGEST_SPELLED:
        yield from _cut(word)


def _cut(word: str) -> Iterator[tuple[str, ...]]:
    if not word:
        yield ()
    for end in range(min(_SYLLABLE, len(word)), 0, -1):
        if word[:end] in _syllables():
            for rest in _cut(word[end:]):
                yield word[:end], *rest


@cache
def _syllables() -> frozenset[str]:
    return frozenset(one for one in _readings().values() if not _VOWELS.isdisjoint(one))


@cache
def _readings() -> dict[str, str]:
    """Return how each common character is read, without its tone.

    Read from pypinyin's own table, because importing the package takes 50 MB for its phrases.
    """
    found = find_spec("pypinyin")
    assert found is not None
    folder = (found.submodule_search_locations or [""])[0]
    table = Path(folder, "pinyin_dict.json").read_text(encoding="utf-8")
    tones = dict.fromkeys(map(ord, "\u0304\u0301\u030c\u0300"))
    return {
        chr(int(code)): sys.intern(
            unicodedata.normalize("NFD", first).translate(tones).replace("u\u0308", "v")
        )
        for code, first in re.findall(r'"(\d+)": "([^",]+)', table)
        if _FIRST <= int(code) <= _LAST
    }
