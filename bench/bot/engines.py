"""The engine as the product runs it, and plain BM25, over one set of questions."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.bot.sets import QuestionSet, grouped
from yingda.bot import confidence
from yingda.bot.training.learning import Examples, learn
from yingda.bot.understanding.fusing import Understanding
from yingda.bot.understanding.linear import LinearModel
from yingda.knowledge.features import tokens
from yingda.knowledge.postings import Matrix
from yingda.knowledge.rankers import Bm25
from yingda.knowledge.ranking import Document, Ranking
from yingda.knowledge.terms import Reading, singles

Guess = tuple[str | None, float]
"""The label found, and how sure the engine is of it."""
Cut = Callable[[str], list[str]]


@dataclass(frozen=True)
class Trained:
    """An engine that can be asked, and what training it took."""

    ask: Callable[[str], Guess]
    seconds: float
    relabelled: int = 0
    packed_bytes: int = 0


def hybrid(known: QuestionSet) -> Trained:
    """Rankers and classifier, fused and calibrated; names and unlabelled questions are used."""
    train = [one for one in known.train if one.label is not None]
    began = time.perf_counter()
    examples = Examples(
        [one.text for one in train],
        [str(one.label) for one in train],
        known.names,
        known.unlabelled,
    )
    learnt = learn(examples)
    packed = learnt.model.packed()
    ids, ranking = indexed(known)
    understanding = Understanding(ranking, ids, LinearModel.unpacked(packed))
    seconds = time.perf_counter() - began

    def ask(text: str) -> Guess:
        ranked = understanding.ranked(text)
        if ranked is None:
            return None, 0.0
        best = ids[int(np.argmax(ranked.scores))]
        if learnt.calibrator is None:
            return best, confidence.of(understanding.matches(ranked))
        return best, learnt.calibrator.confidence(ranked.signals())

    return Trained(ask, seconds, learnt.relabelled, len(packed))


def rankers(known: QuestionSet) -> Trained:
    """The rankers alone, as a shop has them whose entries have one question each."""
    began = time.perf_counter()
    ids, ranking = indexed(known)
    seconds = time.perf_counter() - began

    def ask(text: str) -> Guess:
        found = ranking.matches(text)
        return (ids[found[0].document], confidence.of(found)) if found else (None, 0.0)

    return Trained(ask, seconds)


def bm25(known: QuestionSet, cut: Cut = tokens) -> Trained:
    """Plain BM25: the entry of the best question, over characters or over what `cut` makes."""
    began = time.perf_counter()
    train = [one for one in known.train if one.label is not None]
    reading = Reading()
    rows = [reading.terms.row(singles(cut(one.text))) for one in train]
    index = Bm25(Matrix.of(rows), len(rows), reading)
    labels = [one.label for one in train]

    def ask(text: str) -> Guess:
        parts = cut(text)
        if not parts:
            return None, 0.0
        scores: NDArray[np.float64] = index.scores(counted(parts))
        best = int(np.argmax(scores))
        return labels[best], float(scores[best])

    return Trained(ask, time.perf_counter() - began)


def counted(parts: Sequence[str]) -> dict[str, int]:
    """Count words."""
    found: dict[str, int] = {}
    for part in parts:
        found[part] = found.get(part, 0) + 1
    return found


def indexed(known: QuestionSet) -> tuple[list[str], Ranking]:
    """Return the labels, and the ranking that knows their questions and names."""
    groups = grouped(known.train)
    names = known.names
    documents = [
        Document(tuple(dict.fromkeys([*asked, *([names[label]] if label in names else [])])))
        for label, asked in groups.items()
    ]
    return list(groups), Ranking(documents)


def words_of() -> Cut | None:
    """Return a cutter into words, if rjieba is installed: a baseline, no part of the product."""
    try:
        import rjieba  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return None
    from yingda.customers.folding import fold

    return lambda text: [word for word in rjieba.cut(fold(text)) if word.strip()]
