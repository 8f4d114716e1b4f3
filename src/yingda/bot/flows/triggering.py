"""Which task a customer's words ask for: those that a shop wrote down, and what is near to them."""

from collections.abc import Iterable
from functools import lru_cache

from yingda.bot.normalising import core, denied, is_only_reference
from yingda.knowledge.wording import question_key

NEAR = 0.72
LONGEST_EXTRA = 6


def nearness(text: str, phrases: Iterable[str]) -> float:
    """Return how near a text comes to one of the phrases: 1 is the same words, 0 is nothing.

    What the customer denies ("I do not want to cancel") asks for nothing.
    """
    if len(text) > 200 or is_only_reference(text) or denied(text):
        return 0.0
    keys = {question_key(text), question_key(core(text))}
    return max((_near(key, _key(phrase)) for phrase in phrases for key in keys), default=0.0)


@lru_cache(4096)
def _key(phrase: str) -> str:
    return question_key(phrase)


def _near(key: str, phrase: str) -> float:
    if key == phrase:
        return 1.0
    if not key or not phrase:
        return 0.0
    extra = len(key) - len(phrase)
    if phrase in key and len(phrase) > 2 and extra <= LONGEST_EXTRA:
        return 0.95
    mine, theirs = _pairs(key), _pairs(phrase)
    shared = len(mine & theirs)
    return 0.9 * 2 * shared / (len(mine) + len(theirs)) if mine and theirs else 0.0


@lru_cache(8192)
def _pairs(key: str) -> frozenset[str]:
    return frozenset(key[n : n + 2] for n in range(len(key) - 1))
