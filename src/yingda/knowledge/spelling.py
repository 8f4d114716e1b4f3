"""What was meant by characters and words that no stored text has: spelled as they sound.

tuihuo and 退祸 are read by their neighbours: of the known characters that sound so, those are
taken that stand beside each other in a stored question.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from yingda.knowledge.features import is_chinese, reading_of, syllables

_MOST_STRANGE = 12
_MOST_CUTS = 8

Choices = list[list[str]]
"""For each place what may stand there, first of all what is written."""
Way = tuple[float, list[str]]
"""One choice for each place so far, and how well they go together."""


class Spelling:
    """Reads what is strange to a vocabulary; `numbers` has each term's, and may grow."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        self._by_sound: dict[str, list[str]] = {}
        self._heard = 0

    def meant(self, parts: Sequence[str]) -> list[str]:
        """Return the tokens, strange ones replaced where their neighbours tell what was meant.

        A text in Latin letters is left alone where one of its strange words is no pinyin.
        """
        strange = [part for part in parts if part not in self._numbers]
        if not 0 < len(strange) <= _MOST_STRANGE:
            return list(parts)
        if not is_chinese(parts) and not all(any(syllables(word)) for word in strange):
            return list(parts)
        self._listen()
        places = [place for part in parts for place in self._places(part)]
        return self._likeliest(places)[1]

    def _places(self, part: str) -> Choices:
        if part in self._numbers:
            return [[part]]
        if not part.isascii():
            return [[part, *self._sounding(reading_of(part))]]
        return max(self._cut(part), key=lambda cut: self._likeliest(cut)[0])

    def _cut(self, word: str) -> Iterator[Choices]:
        """Yield the word as it is, and the ways to cut it into syllables that may be characters."""
        yield [[word, *self._sounding(word)]]
        for cut in islice(syllables(word), _MOST_CUTS):
            yield [[one, *self._sounding(one)] for one in cut]

    def _sounding(self, syllable: str) -> Sequence[str]:
        return self._by_sound.get(syllable, ())

    def _listen(self) -> None:
        """Note how the characters sound that became known since."""
        if self._heard == len(self._numbers):
            return
        known = list(self._numbers)  # at once: an index may be made beside this one
        for term in known[self._heard :]:
            if len(term) == 1 and not term.isascii():
                self._by_sound.setdefault(reading_of(term), []).append(term)
        self._heard = len(known)

    def _likeliest(self, places: Choices) -> Way:
        """Choose so that most neighbours are known together; what is written, if nothing is won."""
        ways: list[Way] = [(0.0, [one]) for one in places[0]]
        for place in places[1:]:
            ways = [self._longer(ways, one) for one in place]
        return max(ways, key=_score)

    def _longer(self, ways: Sequence[Way], one: str) -> Way:
        """Return the best of the ways that go on with `one`."""
        together = ((score + self._together(way[-1], one), way) for score, way in ways)
        score, way = max(together, key=_score)
        return score, [*way, one]

    def _together(self, one: str, other: str) -> float:
        """Return 1 for neighbours that are known, a little more for those known early."""
        number = self._numbers.get(f"{one} {other}")
        return 0.0 if number is None else 1.5 - number / (2 * len(self._numbers))


def _score(way: Way) -> float:
    return way[0]
