"""Engines tried on questions whose answers are known, without a shop and without a database."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from yingda.bot import confidence
from yingda.bot.training.measuring import Guess
from yingda.bot.understanding.fusing import Understanding
from yingda.knowledge.ranking import Document, Ranking

Labelled = tuple[str, str | None]
"""A question, and the name of what answers it; None where nothing does."""
Found = tuple[str | None, float]


@dataclass(frozen=True)
class Known:
    """What an engine may learn from; `names` says what each answer is called in words."""

    train: Sequence[Labelled]
    names: Mapping[str, str] = field(default_factory=dict)
    unlabelled: Sequence[str] = ()


@dataclass(frozen=True)
class Ready:
    """An engine that can be asked, and what getting it ready took."""

    ask: Callable[[str], Found]
    seconds: float
    relabelled: int = 0


def hybrid(known: Known) -> Ready:
    """Rankers and a classifier, fused and calibrated: a shop with enough questions."""
    from yingda.bot.training.learning import Examples, learn  # noqa: PLC0415 - scikit-learn

    began = time.perf_counter()
    pairs = [(text, label) for text, label in known.train if label is not None]
    texts, labels = [text for text, _ in pairs], [label for _, label in pairs]
    learnt = learn(Examples(texts, labels, known.names, known.unlabelled))
    ids, ranking = indexed(known)
    understanding = Understanding(ranking, ids, learnt.model)

    def ask(text: str) -> Found:
        ranked = understanding.ranked(text)
        if ranked is None:
            return None, 0.0
        best = ids[int(np.argmax(ranked.scores))]
        if learnt.calibrator is None:
            return best, confidence.of(understanding.matches(ranked))
        return best, learnt.calibrator.confidence(ranked.signals())

    return Ready(ask, time.perf_counter() - began, learnt.relabelled)


def retrieval(known: Known) -> Ready:
    """The rankers alone: a shop whose entries have few questions."""
    began = time.perf_counter()
    ids, ranking = indexed(known)

    def ask(text: str) -> Found:
        found = ranking.matches(text)
        return (ids[found[0].document], confidence.of(found)) if found else (None, 0.0)

    return Ready(ask, time.perf_counter() - began)


ENGINES: dict[str, Callable[[Known], Ready]] = {"hybrid": hybrid, "retrieval": retrieval}


def guesses(ready: Ready, asked: Iterable[Labelled]) -> Iterator[Guess]:
    """Ask every question, one after the other."""
    for text, wanted in asked:
        began = time.perf_counter()
        found, sure = ready.ask(text)
        yield Guess(wanted, found, sure, time.perf_counter() - began)


def indexed(known: Known) -> tuple[list[str], Ranking]:
    """Return the labels, and the ranking that knows their questions and names."""
    groups: dict[str, list[str]] = {}
    for text, label in known.train:
        if label is not None:
            groups.setdefault(label, []).append(text)
    for label, name in known.names.items():
        if label in groups:
            groups[label].append(name)
    documents = [Document(tuple(dict.fromkeys(questions))) for questions in groups.values()]
    return list(groups), Ranking(documents)
