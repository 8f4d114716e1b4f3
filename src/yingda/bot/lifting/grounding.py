"""Is an answer that a model wrote said by the entries it cites? Pure; in doubt, it is not.

An answer passes when it cites entries it was given, when every number with its unit, every link
and every address in it stands there, when every sentence is made of words that stand there, and
when none of them turns a refusal into a promise or the other way round.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from yingda.bot.lifting.masking import MARK
from yingda.bot.lifting.quantities import quantities
from yingda.customers.folding import fold

LONGEST = 800
MOST_CITED = 3
COVERED, PAIRS_COVERED = 0.8, 0.45

_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")
_END = r"\s)\]<>\"'，。；！？"
_LINK = re.compile(rf"https?://[^{_END}]+|www\.[^{_END}]+|[\w.+-]+@[\w.-]+", re.IGNORECASE)
_HOST = re.compile(r"(?<![\w@.])(?:[a-z0-9-]+\.)+[a-z]{2,}(?![\w])", re.IGNORECASE)
_MARKUP = re.compile(r"!\[|<\s*/?\s*[a-zA-Z]|javascript:|data:text", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？!?；;\n]+|\.(?=\s|$)|[，,](?=但|不过|不過|否则|否則|but\b)")
_NOT = re.compile(
    r"不(?!仅|僅|但|过|過|同|论|論|管|断|斷|久|少)|没|沒|无(?!论|理由|忧)|無(?!論|理由|憂)|未|非|别|勿|禁|拒|除外"
    r"|\bno\b|\bnot\b|n[’']t\b|\bnever\b|\bcannot\b|\bwithout\b|\bexcept\b|\bunless\b"
)
_NOT_CHINESE = re.compile("[不没无未非别勿]")
_HAN_PAIR = re.compile("[\u3400-\u9fff]{2}")
_LIGHT = frozenset("的了吗嗎呢啊吧呀您你我们們请請可以即就会會将將在为為和与與及也后後前内內") | {
    *("a", "an", "the", "to", "you", "your", "is", "are", "be", "can", "will", "and", "or", "of"),
    *("in", "for", "it", "this", "that", "please", "we", "our"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote: the text, and the places (from 0) of the entries it cites."""

    text: str
    cited: tuple[int, ...]


def read(answer: dict[str, Any], count: int) -> Written | str:
    """Return what a model's JSON object says of `count` entries, or what is wrong with it."""
    text, sources = answer.get("answer"), answer.get("sources")
    if not isinstance(text, str) or not isinstance(sources, list):
        return "garbage"
    if not text.strip():
        return "says_nothing"
    places = [one for one in sources if isinstance(one, int) and not isinstance(one, bool)]
    if not places or len(places) != len(sources):
        return "cites_nothing"
    if not all(1 <= one <= count for one in places):
        return "cites_unknown"
    cited = tuple(dict.fromkeys(one - 1 for one in places))
    return Written(text.strip(), cited[:MOST_CITED])


def wrong_with(text: str, cited: Sequence[str], question: str = "") -> str | None:
    """Say what a text claims that the cited texts do not say; None when they say it all.

    The question's own words may be used, but make no claim true.
    """
    if not cited:
        return "cites_nothing"
    if len(text) > LONGEST:
        return "too_long"
    if _MARKUP.search(text):
        return "markup"
    sources = " \n".join(cited)
    if not _links(text) <= _links(sources):
        return "foreign_link"
    plain = MARK.sub(" ", text)
    if not quantities(plain) <= quantities(MARK.sub(" ", sources)):
        return "foreign_number"
    return _wrong_sentences(plain, sources, question)


def _wrong_sentences(text: str, sources: str, question: str) -> str | None:
    known = _words(sources)
    may_use = set(known) | set(_words(question))
    pairs = set(pairwise(known)) | set(pairwise(_words(question)))
    said = [(one, set(_words(one))) for one in _SENTENCE.split(sources) if _words(one)]
    for sentence in _SENTENCE.split(text):
        words = _words(sentence)
        if not words:
            continue
        if not set(words) & set(known) or _share(words, may_use) < COVERED:
            return "not_said"
        joined = list(pairwise(words))
        if joined and sum(one in pairs for one in joined) / len(joined) < PAIRS_COVERED:
            return "not_said"
        if any(_promises(sentence, refused) for refused in _refused(sources)):
            return "turned_round"
        nearest = max(said, key=lambda one: len(one[1] & set(words)) / (len(one[1]) ** 0.5))[0]
        if bool(_NOT.search(fold(sentence))) != bool(_NOT.search(fold(nearest))):
            return "turned_round"
    return None


def _refused(text: str) -> set[str]:
    """Return what a text says no to, two characters of each: 支持 in 不支持."""
    folded = fold(text)
    after = (folded[one.end() : one.end() + 2] for one in _NOT_CHINESE.finditer(folded))
    # What it says no to here and yes to there is no refusal.
    return {one for one in after if _HAN_PAIR.fullmatch(one) and not _promises(folded, one)}


def _promises(text: str, what: str) -> bool:
    return re.search(f"(?<![不没无未非别勿]){what}", fold(text)) is not None


def _share(words: Sequence[str], known: set[str]) -> float:
    telling = [one for one in words if one not in _LIGHT] or list(words)
    return sum(one in known for one in telling) / len(telling)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _links(text: str) -> set[str]:
    folded = text.lower()
    links = {one.rstrip(".,/") for one in _LINK.findall(folded)}
    return links | set(_HOST.findall(folded))
