"""Which entries a text resembles: BM25 over characters and words, fused with n-gram cosine."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yingda.knowledge.features import tokens
from yingda.knowledge.postings import Floats, Matrix, Row
from yingda.knowledge.rankers import Bm25, Centroids
from yingda.knowledge.terms import LIGHT, WORD, Counted, Reading, spoken

# Found on the training parts of nine sets (docs/measurements/bot-understanding.md): the answer's
# own words count most where people ask in words that no stored question has.
_QUESTION_WEIGHT, _COSINE_WEIGHT, _WHOLE_WEIGHT = 0.6, 1.0, 0.4
_ANSWER_CHARACTERS = 400
_MOST_MATCHES = 10
_FORGOTTEN_KEPT = 2_000


@dataclass(frozen=True)
class Document:
    """What is known of one answer: the ways to ask for it, and the answer's own words."""

    questions: tuple[str, ...]
    answer: str = ""


@dataclass(frozen=True)
class Match:
    """One document that resembles the text.

    `closest` compares with its nearest question, `cosine` with the middle of all of them, `whole`
    with everything it says; each runs from 0 to about 1. `phrase` is how much of the cosine comes
    from two neighbouring characters or a Latin word. `question` is the nearest question.
    """

    document: int
    score: float
    closest: float
    cosine: float
    whole: float
    phrase: float
    question: str


@dataclass(frozen=True)
class Evidence:
    """How much every document resembles a text, by each ranker.

    `known` is the share of the telling words that any stored question has, or that sound like one.
    """

    asked: Counted
    by_question: Floats
    closest: Floats
    cosine: Floats
    phrase: Floats
    whole: Floats
    known: float

    @property
    def fused(self) -> Floats:
        """Return the rankers put together."""
        fused: Floats = (
            _QUESTION_WEIGHT * self.closest
            + _COSINE_WEIGHT * self.cosine
            + _WHOLE_WEIGHT * self.whole
        )
        return fused


class Ranking:
    """An index of documents; what an earlier one's `reading` holds is not read again."""

    def __init__(self, documents: Sequence[Document], reading: Reading | None = None) -> None:
        self._questions = [text for one in documents for text in one.questions]
        self.size = len(documents)
        most = 2 * len(self._questions) + _FORGOTTEN_KEPT
        self.reading = reading if reading is not None and len(reading) < most else Reading()
        asked = [self.reading.question(text) for text in self._questions]
        wholes = Matrix.of([self.reading.plain(_whole(one)) for one in documents])
        counts = [len(one.questions) for one in documents]
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        owners = np.repeat(np.arange(self.size, dtype=np.int32), counts)
        self._by_question = Bm25(_singles(asked, self.reading), len(asked), self.reading)
        self._by_whole = Bm25(wholes, self.size, self.reading)
        self._centroids = Centroids(asked, owners, self.size, self.reading)

    def evidence(self, text: str) -> Evidence | None:
        """Return how much every document resembles the text; None where it has no words."""
        parts = tokens(text)
        if not parts or not self.reading.terms.numbers:
            return None
        parts = self.reading.meant(parts)
        single = Counter(parts)
        by_question = self._by_question.scores(single)
        asked = self.reading.asked(parts)
        cosine, phrase = self._centroids.cosines(asked)
        heavy = [word for word in single if word not in LIGHT] or list(single)
        return Evidence(
            asked=asked,
            by_question=by_question,
            closest=np.maximum.reduceat(by_question, self._starts[:-1]),
            cosine=cosine,
            phrase=phrase,
            whole=self._by_whole.scores(single),
            known=sum(self._by_question.has(one) or self._sounds(one) for one in heavy)
            / len(heavy),
        )

    def _sounds(self, word: str) -> bool:
        """Tell whether a word is one that is known, spelled as it sounds: tuihuo for 退货."""
        sounds = spoken(word) if self.reading.has_chinese else []
        return bool(sounds) and all(self.reading.number(one) >= 0 for one in sounds)

    def matches(self, text: str, among: NDArray[np.bool_] | None = None) -> list[Match]:
        """Return the ten documents most like `text`, best first; `among` leaves others out."""
        evidence = self.evidence(text)
        return [] if evidence is None else self.best(evidence, evidence.fused, among)

    def best(
        self, evidence: Evidence, scores: Floats, among: NDArray[np.bool_] | None = None
    ) -> list[Match]:
        """Return the ten documents of the highest scores, best first."""
        if among is not None:
            scores = np.where(among, scores, 0.0)
        return [
            Match(
                document=one,
                score=float(scores[one]),
                closest=float(evidence.closest[one]),
                cosine=float(evidence.cosine[one]),
                whole=float(evidence.whole[one]),
                phrase=float(evidence.phrase[one]),
                question=self._nearest(one, evidence.by_question),
            )
            for one in _highest(scores)
            if scores[one] > 0
        ]

    def _nearest(self, document: int, by_question: Floats) -> str:
        begin, end = self._starts[document], self._starts[document + 1]
        return self._questions[int(begin + np.argmax(by_question[begin:end]))]


def _singles(rows: Sequence[Row], reading: Reading) -> Matrix:
    """Return the rows without what is no single character or word."""
    kinds = np.frombuffer(bytes(reading.terms.kinds), dtype=np.uint8)
    kept = kinds <= WORD
    return Matrix.of(
        [Row(row.ids[own], row.counts[own]) for row in rows for own in [kept[row.ids]]]
    )


def telling(text: str) -> list[str]:
    """Return the words that say what a text is about, without words of asking."""
    return [word for word in tokens(text) if word not in LIGHT]


def _highest(scores: Floats) -> list[int]:
    order = np.arange(len(scores))
    if len(scores) > 8 * _MOST_MATCHES:
        order = np.sort(np.argpartition(-scores, 4 * _MOST_MATCHES)[: 4 * _MOST_MATCHES])
    best = order[np.argsort(-scores[order], kind="stable")]
    return [int(one) for one in best[:_MOST_MATCHES]]


def _whole(document: Document) -> str:
    answer = re.sub(r"\]\([^)]*\)", "]", document.answer)  # a link's target says nothing
    return " ".join([*document.questions, answer[:_ANSWER_CHARACTERS]])
