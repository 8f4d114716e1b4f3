"""Texts read into numbered terms, once each."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from yingda.knowledge.features import BLOCKS, features, is_chinese, tokens
from yingda.knowledge.postings import Floats, Row, Vocabulary
from yingda.knowledge.spelling import Spelling
from yingda.knowledge.wording import question_key

CHARACTER, WORD, PAIR, LETTERS, SYLLABLES, SOUNDS = range(6)
BLOCK_OF: Final = np.array([0, 0, 0, 1, 2, 3])
"""Which block of features.BLOCKS a kind of term is of."""
_MARKS = {LETTERS: "l:", SYLLABLES: "y:", SOUNDS: "s:"}

# Words of asking, which any two questions share; in a small shop counting alone cannot tell them.
LIGHT: Final = frozenset(
    "的了吗呢啊吧呀么是有在我你您们这那个什怎样哪里多少几能可以要会想请问就都也还和与及或今天"
) | frozenset(
    re.findall(
        r"\w+",
        "a an the to of for in on at is are was do does did can could would will i you my your it"
        " how what when where why which who me we this that with and or if there have has be",
    )
)
_LIGHT_SHARE = 0.4
_LONGEST = 5_000

Counted = Counter[tuple[str, int]]
"""How often each term, with its kind, is in a text."""


class Reading:
    """What texts were read as, kept so that a changed entry costs only its own reading."""

    def __init__(self) -> None:
        self.terms = Vocabulary()
        self.has_chinese = False
        self._spelling = Spelling(self.terms.numbers)
        self._rows: dict[str, Row] = {}
        self._plain: dict[str, Row] = {}
        self._keys: dict[str, str] = {}
        self._shares: list[float] = []

    def __len__(self) -> int:
        """Return how many texts are remembered."""
        return len(self._rows)

    def question(self, text: str) -> Row:
        """Return all terms of a stored question."""
        if text not in self._rows:
            parts = tokens(text)
            aloud = is_chinese(parts)
            self.has_chinese = self.has_chinese or aloud
            self._rows[text] = self.terms.row(counted(parts, aloud=aloud))
        return self._rows[text]

    def plain(self, text: str) -> Row:
        """Return the single words and characters of a text."""
        if text not in self._plain:
            self._plain[text] = self.terms.row(singles(tokens(text, _LONGEST)))
        return self._plain[text]

    def key(self, text: str) -> str:
        """Return what a stored question has in common with its other ways of writing."""
        if text not in self._keys:
            self._keys[text] = question_key(text)
        return self._keys[text]

    def asked(self, parts: Sequence[str]) -> Counted:
        """Return the terms of a question that is asked.

        Latin letters are read aloud where they are no word that is known: tuihuo may be 退货.
        """
        strange = [part for part in parts if part not in self.terms.numbers]
        aloud = is_chinese(parts) or (self.has_chinese and 2 * len(strange) >= len(parts))
        return counted(parts, aloud=aloud)

    def meant(self, parts: Sequence[str]) -> list[str]:
        """Return the tokens of a question, those put right that are only spelled as they sound."""
        return self._spelling.meant(parts) if self.has_chinese else list(parts)

    def number(self, term: str) -> int:
        """Return the number of a term, -1 for one never read."""
        return self.terms.numbers.get(term, -1)

    def shares(self) -> Floats:
        """Return for each term how much it counts: words of asking less than others."""
        self._shares += map(share_of, list(self.terms.numbers)[len(self._shares) :])
        return np.array(self._shares)


def counted(parts: Sequence[str], *, aloud: bool) -> Counted:
    """Return the terms of a text, each with its kind."""
    words, letters, syllables, sounds = features(parts)
    found = singles(parts)
    found.update((pair, PAIR) for pair in words[len(parts) :])
    for kind, terms in ((LETTERS, letters), (SYLLABLES, syllables), (SOUNDS, sounds)):
        if kind != SOUNDS or aloud:
            mark = _MARKS[kind]
            found.update((mark + term, kind) for term in terms)
    return found


def spoken(word: str) -> list[str]:
    """Return the terms of how a Latin word sounds; none of a short one, or of a character."""
    sounds = features([word])[BLOCKS.index("sounds")] if word.isascii() else ()
    return [_MARKS[SOUNDS] + one for one in sounds]


def singles(parts: Sequence[str]) -> Counted:
    """Return the single characters and words of a text."""
    return Counter((part, WORD if part.isascii() else CHARACTER) for part in parts)


def share_of(term: str) -> float:
    """Return how much a term counts."""
    return _LIGHT_SHARE if LIGHT.issuperset(term.split()) else 1.0
