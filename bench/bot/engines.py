"""Plain BM25, to compare with: the entry of the best question."""

import time
from collections import Counter
from collections.abc import Callable

import numpy as np

from yingda.bot.training.evaluating import NOTHING, Found, Known, Ready
from yingda.customers.folding import fold
from yingda.knowledge.features import tokens
from yingda.knowledge.postings import Matrix
from yingda.knowledge.rankers import Bm25
from yingda.knowledge.terms import Reading, singles

Cut = Callable[[str], list[str]]


def bm25(known: Known, cut: Cut = tokens) -> Ready:
    """Plain BM25 over characters and Latin words, or over what `cut` makes of a text."""
    began = time.process_time()
    train = [(text, label) for text, label in known.train if label is not None]
    reading = Reading()
    rows = [reading.terms.row(singles(cut(text))) for text, _ in train]
    index = Bm25(Matrix.of(rows), len(rows), reading)

    def ask(text: str) -> Found:
        parts = cut(text)
        if not parts:
            return NOTHING
        scores = index.scores(Counter(parts))
        best = int(np.argmax(scores))
        sure = float(scores[best])
        return Found(train[best][1], sure, sure)

    return Ready(ask, time.process_time() - began)


def words_of() -> Cut | None:
    """Return a cutter into words, if rjieba is installed: a baseline, no part of the product."""
    try:
        import rjieba  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return None
    return lambda text: [word for word in rjieba.cut(fold(text)) if word.strip()]
