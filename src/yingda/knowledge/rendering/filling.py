"""Variables in answers and canned replies: {eta}, or {eta|in a few days} with words of its own.

What is known is put in. Where nothing is known the words after the bar are; without such words the
customer is spared the sentence, and an agent sees the hole and fills it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

VARIABLES = (
    "customer_name",
    "agent_name",
    "shop_name",
    "order_no",
    "order_status",
    "eta",
    "carrier",
    "tracking_no",
    "tier",
)
_HOLE = re.compile(r"\{(" + "|".join(VARIABLES) + r")(?:\|([^{}|\n]{0,200}))?\}")


@dataclass(frozen=True)
class Filled:
    """A text with what was known put in, and the variables for which there was nothing to say."""

    text: str
    missing: tuple[str, ...]


def holes_of(text: str) -> list[tuple[str, bool]]:
    """Return each variable of a text, and whether it brings words for when it is unknown."""
    return [(one.group(1), one.group(2) is not None) for one in _HOLE.finditer(text)]


def filled(text: str, values: Mapping[str, str]) -> Filled:
    """Fill a text in for an agent: what is unknown and has no other words stays to be seen."""
    missing: list[str] = []

    def put(hole: re.Match[str]) -> str:
        name, otherwise = hole.group(1), hole.group(2)
        if value := values.get(name):
            return value
        if otherwise is None:
            missing.append(name)
            return "{" + name + "}"
        return otherwise

    return Filled(_HOLE.sub(put, text), tuple(missing))


def told(text: str, values: Mapping[str, str]) -> str:
    """Fill a text in for a customer: a sentence that needs what nobody knows is left out."""
    if "{" not in text:
        return text
    kept = []
    for sentence in _sentences(text):
        done = filled(sentence, values)
        kept.append(_break_of(sentence) if done.missing else done.text)
    return re.sub(r"\n{3,}", "\n\n", "".join(kept)).strip()


def _sentences(text: str) -> list[str]:
    """Cut after Chinese and English ends of sentences; a mark inside a hole ends nothing."""
    parts, last = [], 0
    for end in re.finditer(r"[。！？!?；;]+|\.(?=\s)|\n+", _HOLE.sub(_veiled, text)):
        parts.append(text[last : end.end()])
        last = end.end()
    return [*parts, text[last:]]


def _veiled(hole: re.Match[str]) -> str:
    return "_" * len(hole.group())


def _break_of(sentence: str) -> str:
    return "\n" * (len(sentence) - len(sentence.rstrip("\n")))
