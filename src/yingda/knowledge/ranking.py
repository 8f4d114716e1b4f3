"""Which questions a text resembles: BM25 over characters and words, fused with n-gram cosine."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from yingda.customers.folding import fold

Floats = NDArray[np.float64]

_K1, _B = 1.5, 0.5
# Found on five sets of questions (docs/measurements/bot-understanding.md): the answer's own words
# count most where people ask in words that no stored question has.
_QUESTION_WEIGHT, _COSINE_WEIGHT, _WHOLE_WEIGHT = 0.5, 1.0, 0.8
_ANSWER_CHARACTERS = 400
# Words of asking, which any two questions share; in a small shop counting alone cannot tell them.
_LIGHT = frozenset(
    "的了吗呢啊吧呀么是有在我你您们这那个什怎样哪里多少几能可以要会想请问就都也还和与及或今天"
) | frozenset(
    re.findall(
        r"\w+",
        "a an the to of for in on at is are was do does did can could would will i you my your it"
        " how what when where why which who me we this that with and or if there have has be",
    )
)
_LIGHT_SHARE = 0.4
_WORDS = re.compile(r"[^\W\d_\u2e80-\u9fff\uf900-\ufaff]+|\d+|[\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True)
class Document:
    """What is known of one answer: the ways to ask for it, and the answer's own words."""

    questions: tuple[str, ...]
    answer: str = ""


@dataclass(frozen=True)
class Match:
    """One document that resembles the text.

    `cosine` compares with the middle of its questions, `whole` with everything it says; both run
    from 0 to about 1. `phrase` is how much of the cosine comes from two neighbouring characters or
    a Latin word. `question` is the stored question that comes closest.
    """

    document: int
    score: float
    cosine: float
    whole: float
    phrase: float
    question: str


class Ranking:
    """An index of documents; asking it costs well under a millisecond for hundreds of them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._questions = [text for one in documents for text in one.questions]
        owners = [number for number, one in enumerate(documents) for _ in one.questions]
        asked = [words(question) for question in self._questions]
        self._owners = np.array(owners, dtype=np.intp)
        self._size = len(documents)
        self._by_question = _Bm25(asked)
        self._by_whole = _Bm25([words(_whole(one)) for one in documents])
        self._centroids = _Centroids([grams(one) for one in asked], owners, self._size)

    def matches(self, text: str, among: NDArray[np.bool_] | None = None) -> list[Match]:
        """Return the ten documents most like `text`, best first; `among` leaves others out."""
        asked = words(text)
        if not asked or not self._questions:
            return []
        by_question = self._by_question.scores(asked)
        best = np.zeros(self._size)
        np.maximum.at(best, self._owners, by_question)
        cosine, phrase = self._centroids.cosines(grams(asked))
        whole = self._by_whole.scores(asked)
        scores = _QUESTION_WEIGHT * best + _COSINE_WEIGHT * cosine + _WHOLE_WEIGHT * whole
        if among is not None:
            scores = np.where(among, scores, 0.0)
        top = [int(one) for one in np.argsort(-scores, kind="stable")[:10] if scores[one] > 0]
        return [
            Match(
                document=one,
                score=float(scores[one]),
                cosine=float(cosine[one]),
                whole=float(whole[one]),
                phrase=float(phrase[one]),
                question=self._closest(one, by_question),
            )
            for one in top
        ]

    def _closest(self, document: int, by_question: Floats) -> str:
        mine = np.flatnonzero(self._owners == document)
        return self._questions[int(mine[np.argmax(by_question[mine])])] if len(mine) else ""


def words(text: str) -> list[str]:
    """Split into single Chinese characters, Latin words and numbers."""
    return _WORDS.findall(fold(text))


def telling(text: str) -> list[str]:
    """Return the words that say what a text is about, without words of asking."""
    return [word for word in words(text) if word not in _LIGHT]


def grams(parts: Sequence[str]) -> list[str]:
    """Return the parts, each pair of neighbours, and the beginnings of Latin words."""
    pairs = [f"{one} {two}" for one, two in pairwise(parts)]
    stems = [part[:size] + "-" for part in parts if part.isascii() for size in (4, 5, 6)]
    return [*parts, *pairs, *stems]


def _whole(document: Document) -> str:
    answer = re.sub(r"\]\([^)]*\)", "]", document.answer)  # a link's target says nothing
    return " ".join([*document.questions, answer[:_ANSWER_CHARACTERS]])


def _share(word: str) -> float:
    return _LIGHT_SHARE if _LIGHT.issuperset(word.split()) else 1.0


class _Postings:
    """For every word the documents it is in, and its weight there."""

    def __init__(self, rows: Iterable[tuple[int, str, float]]) -> None:
        found: dict[str, tuple[list[int], list[float]]] = {}
        for number, word, weight in rows:
            numbers, weights = found.setdefault(word, ([], []))
            numbers.append(number)
            weights.append(weight)
        self._found = {
            word: (np.array(numbers, dtype=np.intp), np.array(weights))
            for word, (numbers, weights) in found.items()
        }

    def add_to(self, scores: Floats, word: str, factor: float) -> None:
        if posting := self._found.get(word):
            numbers, weights = posting
            scores[numbers] += factor * weights


class _Bm25:
    """BM25, divided by what the text would score against itself: 1 means every word fits."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._count = len(documents)
        spread = Counter(word for one in documents for word in set(one))
        self._idf = {
            word: float(np.log(1 + (self._count - n + 0.5) / (n + 0.5))) * _share(word)
            for word, n in spread.items()
        }
        self._unseen = float(np.log(1 + (self._count + 0.5) / 0.5))
        self._mean = sum(map(len, documents)) / self._count if self._count else 1.0
        self._postings = _Postings(
            (number, word, self._weight(n, len(document)))
            for number, document in enumerate(documents)
            for word, n in Counter(document).items()
        )

    def scores(self, asked: Sequence[str]) -> Floats:
        scores = np.zeros(self._count)
        most = 0.0
        for word, n in Counter(asked).items():
            idf = self._idf.get(word, self._unseen)
            most += n * idf * self._weight(n, len(asked))
            self._postings.add_to(scores, word, n * idf)
        return scores / most if most else scores

    def _weight(self, n: int, length: int) -> float:
        return n * (_K1 + 1) / (n + _K1 * (1 - _B + _B * length / (self._mean or 1.0)))


class _Centroids:
    """One TF-IDF vector for each owner: the mean of its questions' unit vectors."""

    def __init__(
        self, questions: Sequence[Sequence[str]], owners: Sequence[int], size: int
    ) -> None:
        spread = Counter(gram for one in questions for gram in set(one))
        count = len(questions)
        self._idf = {
            gram: (float(np.log((1 + count) / (1 + n))) + 1) * _share(gram)
            for gram, n in spread.items()
        }
        self._unseen = float(np.log(1 + count) + 1)
        sums: list[dict[str, float]] = [defaultdict(float) for _ in range(size)]
        for owner, question in zip(owners, questions, strict=True):
            for gram, weight in self._unit(question).items():
                sums[owner][gram] += weight
        self._size = size
        self._postings = _Postings(
            (number, gram, weight)
            for number, total in enumerate(sums)
            for gram, weight in _normal(total).items()
        )

    def cosines(self, asked: Sequence[str]) -> tuple[Floats, Floats]:
        """Return every owner's cosine, and the part of it that phrases bring."""
        letters, phrases = np.zeros(self._size), np.zeros(self._size)
        for gram, weight in self._unit(asked).items():
            is_phrase = _share(gram) == 1.0 and (" " in gram or gram.isascii())
            self._postings.add_to(phrases if is_phrase else letters, gram, weight)
        return letters + phrases, phrases

    def _unit(self, parts: Sequence[str]) -> dict[str, float]:
        counts = Counter(parts).items()
        return _normal(
            {part: (1 + np.log(n)) * self._idf.get(part, self._unseen) for part, n in counts}
        )


def _normal(vector: dict[str, float]) -> dict[str, float]:
    length = sum(weight * weight for weight in vector.values()) ** 0.5
    return {name: weight / length for name, weight in vector.items()} if length else {}
