"""Whether a discriminator applies to what was said, and whether its fact is known. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yingda.customers.folding import fold

Words = Sequence[str]

_CLAUSE = re.compile(r"(?:[^，,。！!？?；;\n.]|\.(?!\s|$))+[？?]?")
_ASKS = re.compile(
    r"[?？]$|还是|哪|是不是|能不能|可不可以|有没有|多少|什么|(?:吗|么|呢|不)$"
    r"|^(?:is|are|do|does|can|will|would|which|what)\b|\bor\b"
)
_OR = re.compile(r"还是|或者?|or\b")
_OWN = re.compile(r"我家|家里|我们|我这|我的|\b(?:my|our|we|i)\b")
_DENIED = re.compile(r"(?:不是|没有|不能|不带|不|没|非|无|\bnot?|n't|\bwithout)\s*\S{0,2}\s*$")


@dataclass(frozen=True)
class Rule:
    """A discriminator's words: any product, any subject, and each way of giving the fact."""

    products: Words
    subjects: Words
    answers: Sequence[Words]


@dataclass(frozen=True)
class Line:
    """Something said; `by_customer` or by us. A card of a product is said with its title."""

    text: str
    by_customer: bool


def applies(rule: Rule, lines: Iterable[Line]) -> bool:
    """Tell whether the customer speaks of one of the products and of one of the subjects."""
    said = [fold(one.text) for one in lines if one.by_customer]
    return _any(rule.products, said) and (not rule.subjects or _any(rule.subjects, said))


def touches(rule: Rule, text: str) -> bool:
    """Tell whether this one text speaks of a product or a subject of the rule."""
    return _any([*rule.products, *rule.subjects], [fold(text)])


def names_product(rule: Rule, title: str) -> bool:
    """Tell whether a product of this title is one that the rule is about."""
    return _any(rule.products, [fold(title)])


def is_settled(rule: Rule, lines: Iterable[Line]) -> bool:
    """Tell whether the customer has given the fact, or one of us has put the question already."""
    return any(
        given_in(rule, one.text) is not None if one.by_customer else puts(rule, one.text)
        for one in lines
    )


def given_in(rule: Rule, text: str) -> int | None:
    """Return the number of the answer that a text gives.

    None where it gives none or more than one, denies it, or asks about it: 这款是上排水吗 does not
    say what the customer has at home.
    """
    named = {
        number
        for clause in _CLAUSE.findall(fold(text))
        for number, words in enumerate(rule.answers)
        if _says(words, clause.strip())
    }
    return named.pop() if len(named) == 1 else None


def puts(rule: Rule, text: str) -> bool:
    """Tell whether a text asks, and names at least two of the answers, as the question does.

    What it states beside, and a courtesy at its end, is no question: the answers stand in what
    asks, or right before an "or" (您家是上排水，还是下排水？).
    """
    clauses = [clause.strip() for clause in _CLAUSE.findall(fold(text))]
    asked = [
        clause
        for number, clause in enumerate(clauses)
        if _ASKS.search(clause) or _OR.match(next(iter(clauses[number + 1 :]), ""))
    ]
    return sum(_any(words, asked) for words in rule.answers) > 1


def _says(words: Words, clause: str) -> bool:
    if _ASKS.search(clause) and ("还是" in clause or not _OWN.search(clause)):
        return False
    places = [place for word in words for place in _places(fold(word), clause)]
    return any(not _DENIED.search(clause[:place]) for place in places)


def _any(words: Iterable[str], said: Sequence[str]) -> bool:
    return any(_places(fold(word), text) for word in words for text in said)


def _places(word: str, text: str) -> list[int]:
    """Return where a word begins; Latin letters and digits count as whole words only."""
    before = r"(?<![a-z0-9])" if word[:1].isascii() else ""
    after = r"(?![a-z0-9])" if word[-1:].isascii() else ""
    pattern = f"{before}{re.escape(word)}{after}"
    return [found.start() for found in re.finditer(pattern, text)] if word else []
