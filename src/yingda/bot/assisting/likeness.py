"""How alike short texts are: cosine of their characters, words and neighbouring pairs. Pure."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from yingda.customers.folding import fold

_PART = re.compile(r"[a-z]+|\d+|[\u3400-\u9fff]")
_LIGHT = frozenset(
    "的了吗呢啊吧呀么是有在我你您们这那个什怎样哪里请问就都也还和与想要可以能会一下了着过到给把被"
) | frozenset(
    [
        *("a", "an", "the", "to", "of", "for", "in", "on", "at", "is", "are", "it", "my", "your"),
        *("i", "you", "do", "does", "can", "could", "would", "will", "how", "what", "please"),
    ]
)
_LIGHT_WEIGHT = 0.3

LEAST_ALIKE = 0.1
"""Below this, two texts share chance words only."""


Features = Counter[str]
"""What a text is made of, as `features_of` gives it."""


class Likeness:
    """Texts, by their features, that can be asked for those most like another."""

    def __init__(self, features: Sequence[Features]) -> None:
        spread = Counter(feature for one in features for feature in one)
        self._count = len(features)
        self._idf = {name: math.log((1 + self._count) / (1 + n)) + 1 for name, n in spread.items()}
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, one in enumerate(features):
            for name, weight in self._unit(one).items():
                self._postings[name].append((number, weight))

    def to(self, text: str) -> list[float]:
        """Return the likeness of every text to this one, from 0 to 1."""
        scores = [0.0] * self._count
        for name, weight in self._unit(features_of(text)).items():
            for number, own in self._postings.get(name, ()):
                scores[number] += weight * own
        return scores

    def _unit(self, counts: Features) -> dict[str, float]:
        unseen = math.log(1 + self._count) + 1
        vector = {
            name: _share(name) * (1 + math.log(n)) * self._idf.get(name, unseen)
            for name, n in counts.items()
        }
        length = math.sqrt(sum(weight * weight for weight in vector.values()))
        return {name: weight / length for name, weight in vector.items()} if length else {}


def most_alike(scores: Sequence[float]) -> list[int]:
    """Return the numbers of those that are alike at all, the most alike first."""
    alike = [number for number, score in enumerate(scores) if score >= LEAST_ALIKE]
    return sorted(alike, key=lambda number: -scores[number])


def parts(text: str) -> list[str]:
    """Split into single Chinese characters, Latin words and numbers, however they are written."""
    return _PART.findall(fold(text))


def features_of(text: str) -> Features:
    """Return a text's characters, words and neighbouring pairs, with how often each is there."""
    found = parts(text)
    stems = [one[:5] + "-" for one in found if one.isascii() and len(one) > 5]
    return Counter([*found, *stems, *(f"{one} {two}" for one, two in pairwise(found))])


def is_light(feature: str) -> bool:
    """Tell whether a feature is made of words that say little by themselves."""
    return _LIGHT.issuperset(feature.split())


def _share(name: str) -> float:
    return _LIGHT_WEIGHT if is_light(name) else 1.0
