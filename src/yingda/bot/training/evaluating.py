"""Engines tried on questions whose answers are known, without a shop and without a database."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from yingda.bot import confidence
from yingda.bot.training.measuring import Guess
from yingda.bot.understanding.calibration import Traffic
from yingda.bot.understanding.fusing import Understanding
from yingda.knowledge.ranking import Document, Ranking
from yingda.knowledge.terms import Reading

Labelled = tuple[str, str | None]
"""A question, and the name of what answers it; None where nothing does."""


@dataclass(frozen=True)
class Found:
    """The best answer, how likely it is right, and how likely the question has any answer."""

    answer: str | None
    confidence: float
    in_scope: float


NOTHING = Found(None, 0.0, 0.0)


@dataclass(frozen=True)
class Known:
    """What an engine may learn from; `names` says what each answer is called in words."""

    train: Sequence[Labelled]
    names: Mapping[str, str] = field(default_factory=dict)
    unlabelled: Sequence[str] = ()


@dataclass(frozen=True)
class Ready:
    """An engine that can be asked, and the processor time that getting it ready took."""

    ask: Callable[[str], Found]
    seconds: float
    relabelled: int = 0


def hybrid(known: Known) -> Ready:
    """Rankers and a classifier, fused and calibrated; of too few questions the rankers alone.

    How much of what is asked has an answer is estimated from the questions asked before.
    """
    from yingda.bot.training.learning import Examples, learn  # noqa: PLC0415 - scikit-learn

    began = time.process_time()
    pairs = [(text, label) for text, label in known.train if label is not None]
    texts, labels = [text for text, _ in pairs], [label for _, label in pairs]
    reading = Reading()
    learnt = learn(Examples(texts, labels, known.names, known.unlabelled), reading)
    calibrator = learnt.calibrator
    if calibrator is None:
        return retrieval(known)
    ids, ranking = indexed(known, reading)
    understanding = Understanding(ranking, ids, learnt.model)
    traffic = Traffic()

    def ask(text: str) -> Found:
        ranked = understanding.ranked(text)
        if ranked is None:
            return NOTHING
        signals, inside = ranked.signals(), traffic.inside
        traffic.hear(calibrator.has_answer.log_odds(signals))
        return Found(
            ids[int(np.argmax(ranked.scores))],
            calibrator.confidence(signals, inside),
            calibrator.in_scope(signals),
        )

    return Ready(ask, time.process_time() - began, learnt.relabelled)


def retrieval(known: Known) -> Ready:
    """The rankers alone: a shop whose entries have few questions."""
    began = time.process_time()
    ids, ranking = indexed(known)

    def ask(text: str) -> Found:
        found = ranking.matches(text)
        sure = confidence.of(found)
        return Found(ids[found[0].document], sure, sure) if found else NOTHING

    return Ready(ask, time.process_time() - began)


ENGINES: dict[str, Callable[[Known], Ready]] = {"hybrid": hybrid, "retrieval": retrieval}


def guesses(ready: Ready, asked: Iterable[Labelled]) -> Iterator[Guess]:
    """Ask every question, one after the other."""
    for text, wanted in asked:
        began = time.thread_time()
        found = ready.ask(text)
        took = time.thread_time() - began
        yield Guess(wanted, found.answer, found.confidence, took, found.in_scope)


def indexed(known: Known, reading: Reading | None = None) -> tuple[list[str], Ranking]:
    """Return the labels, and the ranking that knows their questions and names."""
    groups: dict[str, list[str]] = {}
    for text, label in known.train:
        if label is not None:
            groups.setdefault(label, []).append(text)
    for label, name in known.names.items():
        if label in groups:
            groups[label].append(name)
    documents = [Document(tuple(dict.fromkeys(questions))) for questions in groups.values()]
    return list(groups), Ranking(documents, reading)
