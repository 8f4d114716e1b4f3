"""Tells what a customer came for from their words: a naive Bayes classifier, small enough to read.

Multinomial naive Bayes with Laplace smoothing over characters, neighbouring pairs and words
(Manning, Raghavan, Schütze, "Introduction to Information Retrieval", 13.2). It is put together in
milliseconds, so that a correction counts from the next conversation on.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from yingda.bot.assisting.likeness import features_of, is_light

Need = Literal["question", "task", "chat"]
"""The three roots of what people come for: to know, to have done, to talk (S1.19)."""

NEEDS: tuple[Need, ...] = get_args(Need)
EXAMPLES = Path(__file__).parent / "examples.json"
CORRECTED_WEIGHT = 3
"""A correction made in this shop counts as much as so many examples of ours."""

_SMOOTHING = 0.5


@dataclass(frozen=True)
class Told:
    """Words, and what a person says they were for."""

    need: Need
    text: str


@dataclass(frozen=True)
class Evidence:
    """What speaks for a need: its lead over the next, and how much of the text it has met.

    `telling` are the words that say something, `words` and `pairs` the shares that were met before.
    """

    lead: float
    telling: tuple[str, ...]
    words: float
    pairs: float


class Teller:
    """Knows the three needs from our examples, and from what this shop's people corrected."""

    def __init__(self, corrected: Iterable[Told] = ()) -> None:
        counts = {need: Counter(own) for need, own in _of_examples().items()}
        for one in corrected:
            for feature, n in features_of(one.text).items():
                counts[one.need][feature] += CORRECTED_WEIGHT * n
        known = {feature for own in counts.values() for feature in own}
        self._counts = counts
        self._weights: dict[Need, dict[str, float]] = {}
        self._unseen: dict[Need, float] = {}
        for need, own in counts.items():
            total = math.log(own.total() + _SMOOTHING * len(known))
            self._unseen[need] = math.log(_SMOOTHING) - total
            self._weights[need] = {
                feature: math.log(n + _SMOOTHING) - total for feature, n in own.items()
            }

    def need_of(self, text: str, among: Sequence[Need] = NEEDS) -> Need:
        """Return the likeliest need; of words that it has never met, the first."""
        features = features_of(text)
        return max(among, key=lambda need: self._score(need, features))

    def evidence_for(self, need: Need, text: str) -> Evidence:
        """Return what speaks for a need; what none of the three knows speaks for none of them."""
        features = features_of(text)
        known = Counter({one: n for one, n in features.items() if self._knows(one)})
        best = max(self._score(other, known) for other in NEEDS if other != need)
        pairs = [one for one in features if " " in one]
        words = tuple(one for one in features if not (" " in one or "-" in one or is_light(one)))
        lead, own = self._score(need, known) - best, self._counts[need]
        return Evidence(lead, words, _share(words, own), _share(pairs, own))

    def _knows(self, feature: str) -> bool:
        return any(feature in own for own in self._counts.values())

    def _score(self, need: Need, features: Counter[str]) -> float:
        weights, unseen = self._weights[need], self._unseen[need]
        return sum(n * weights.get(feature, unseen) for feature, n in features.items())


def _share(features: Sequence[str], known: Counter[str]) -> float:
    return sum(one in known for one in features) / len(features) if features else 0.0


@cache
def _of_examples() -> dict[Need, Counter[str]]:
    texts: dict[Need, list[str]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return {
        need: sum((features_of(text) for text in texts[need]), Counter[str]()) for need in NEEDS
    }
