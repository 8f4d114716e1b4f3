"""What a customer wants, in their own sentences: picked out, never rewritten. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yingda.bot import pleasantries, wishes
from yingda.bot.normalising import is_only_reference
from yingda.knowledge.ranking import telling

MOST_LINES = 3
LONGEST_LINE = 80
LONGEST_SENTENCE = 300
MOST_SENTENCES = 60
_END = re.compile(r"(?<=[。！？!?；;\n])|(?<=[.])\s")
_ASKS = re.compile(
    r"[?？]|吗|么|呢|怎|多少|多久|几[天时点号]|什么|为何|为啥|能不能|可不可以|可以.{0,8}不|哪"
    r"|\b(?:how|what|when|where|why|which|who|can|could|is there|do you)\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"坏|破|裂|漏|错|少[了发]|没[有收到用]|不[能行对见亮转动]|还没|一直|催|退|换|赔|取消|损|假|失败|打不开|不工作"
    r"|沒|錯|壞|還沒|損|賠"
    r"|\b(?:broken|damaged|missing|wrong|late|refund|return|cancel|never|not|doesn'?t|won'?t|failed)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d")
ALIKE = 0.6


@dataclass(frozen=True)
class Said:
    """One thing a customer wrote, and where."""

    seq: int
    text: str


def asks_something(text: str) -> bool:
    """Tell whether a text is more than a courtesy, a bare number or the wish for a person."""
    return bool(
        text.strip()
        and pleasantries.kind_of(text) is None
        and not wishes.is_nothing_else(text)
        and not is_only_reference(text)
    )


def last_question(said: Sequence[Said]) -> Said | None:
    """Return the last thing the customer wanted to know, in their own words."""
    return next((one for one in reversed(said) if asks_something(one.text)), None)


def summary_of(said: Sequence[Said]) -> list[Said]:
    """Return at most three of the customer's sentences that tell the case, in their order.

    A sentence counts for asking, for naming trouble or a number, for sharing words with the rest,
    and for being the first or the last; what repeats another one is left out.
    """
    sentences = [one for part in said for one in _sentences(part)][-MOST_SENTENCES:]
    words = [frozenset(telling(one.text)) for one in sentences]
    best = sorted(range(len(sentences)), key=lambda n: (-_weight(n, sentences, words), n))
    chosen: list[int] = []
    for number in best:
        if len(chosen) < MOST_LINES and not any(
            _likeness(words[number], words[other]) > ALIKE for other in chosen
        ):
            chosen.append(number)
    return [_cut(sentences[number]) for number in sorted(chosen)]


def _sentences(said: Said) -> list[Said]:
    parts = (part.strip() for part in _END.split(said.text))
    return [Said(said.seq, part[:LONGEST_SENTENCE]) for part in parts if asks_something(part)]


def _weight(number: int, sentences: Sequence[Said], words: Sequence[frozenset[str]]) -> float:
    text = sentences[number].text
    others = [other for n, other in enumerate(words) if n != number]
    shared = sum(_likeness(words[number], other) for other in others) / len(others) if others else 0
    edge = 0.4 * (number in {0, len(sentences) - 1})
    said = bool(_ASKS.search(text)) + 0.9 * bool(_TROUBLE.search(text))
    return said + 0.4 * bool(_NUMBER.search(text)) + shared + edge - (len(words[number]) < 2)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _cut(said: Said) -> Said:
    if len(said.text) <= LONGEST_LINE:
        return said
    return Said(said.seq, said.text[: LONGEST_LINE - 1] + "…")
