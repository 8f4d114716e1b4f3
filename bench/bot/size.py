"""How long an answer takes where much is known, and what that costs: made of real questions."""

import resource
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bench.bot import sets
from yingda.bot.retrieval import RetrievalEngine, Thresholds
from yingda.bot.training.evaluating import Labelled
from yingda.bot.training.solving import mixed
from yingda.knowledge.searching import IndexedEntry, KnowledgeIndex, index_of

SIZES = ((1_000, 15_000), (10_000, 50_000))
ASKED = 500
TITLE = "## How fast the bot is where much is known"


def section() -> list[str]:
    """Measure both sizes."""
    return [
        TITLE,
        "",
        '`make bench-bot ARGS="size"`: questions of banking77, clinc150 and cic-zh mixed anew into',
        "entries, the engine without a classifier; processor time, and the most memory of the",
        "process so far, which also holds the sets and the index of before the change.\n",
        "| entries | questions | answer p50 / p99 ms | reading all | a changed entry | memory |",
        "|---:|---:|---:|---:|---:|---:|",
        *(row(*size) for size in SIZES),
        "",
    ]


def row(entries: int, questions: int) -> str:
    """Read a shop, ask it, change one entry."""
    texts = sorted({text for text, _ in everything()})
    began = time.process_time()
    index = index_of(made(texts, entries, questions // entries))
    reading = time.process_time() - began
    took = asked(index, texts)
    began = time.process_time()
    first = replace(index.entries[0], questions=("where is the museum of the moon",))
    index_of((first, *index.entries[1:]), 1, index)
    changed = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    low, high = np.percentile(took, (50, 99))
    return (
        f"| {entries:,} | {questions:,} | {low:.1f} / {high:.1f} | {reading:.1f} s"
        f" | {changed:.1f} s | {memory:.0f} MB |"
    )


def everything() -> Iterator[Labelled]:
    """Return the training questions of three sets."""
    for one in (sets.banking77(), sets.clinc150(), sets.cic()):
        yield from one.train


def made(texts: list[str], entries: int, each: int) -> Iterator[IndexedEntry]:
    """Make entries whose questions share their first half, and differ in the other."""
    order = mixed(entries * each) % len(texts)
    for number in range(entries):
        others = [texts[one] for one in order[number * each : (number + 1) * each]]
        begin = others[0][: len(others[0]) // 2]
        questions = tuple(f"{begin} {one[len(one) // 2 :]}" for one in others)
        yield IndexedEntry(
            id=str(number),
            question=questions[0],
            answer=others[-1],
            category="",
            answer_mode="public",
            conditions=None,
            valid_from=None,
            valid_until=None,
            language="en",
            translations={},
            questions=questions,
        )


def asked(index: KnowledgeIndex, texts: list[str]) -> list[float]:
    """Return how many milliseconds each of some questions took."""
    engine, took = RetrievalEngine(index, 0, Thresholds()), []
    for one in mixed(len(texts), 3)[:ASKED]:
        began = time.thread_time()
        engine.ask(texts[int(one)], {})
        took.append((time.thread_time() - began) * 1000)
    return took
