"""How fast the bot learns from reviewed questions: the least certain first, a hundred at a time."""

from collections.abc import Sequence

import numpy as np

from bench.bot import sets
from yingda.bot.training.evaluating import Known, Labelled, guesses, hybrid
from yingda.bot.training.measuring import figures
from yingda.bot.training.solving import Regularised, solved
from yingda.bot.training.vectors import Vectors
from yingda.knowledge.terms import Reading

STEPS, EACH = 8, 100
TITLE = "## What the bot learns from reviewed questions"


def section() -> list[str]:
    """Review 800 questions of banking77 from five an intent on, and ask the test split."""
    few, every = sets.banking77("_5shot"), sets.banking77()
    known, logs = list(few.train), [one for one in every.train if one not in set(few.train)]
    reading = Reading()
    for _ in range(STEPS):
        chosen = set(least_certain(known, few.names, logs, reading))
        known += [one for at, one in enumerate(logs) if at in chosen]
        logs = [one for at, one in enumerate(logs) if at not in chosen]
    ready = hybrid(Known(known, few.names, [text for text, _ in logs]))
    found = figures(list(guesses(ready, few.test)))
    return [
        TITLE,
        "",
        '`make bench-bot ARGS="learning"`: banking77, five questions an intent, then',
        f"{STEPS * EACH} reviewed ones of its training split, the least certain first,",
        f"{EACH} at a time; the others are known without labels.\n",
        f"Right on the test split: {found.accuracy:.1%}.\n",
    ]


def least_certain(
    known: Sequence[Labelled], names: dict[str, str], logs: Sequence[Labelled], reading: Reading
) -> list[int]:
    """Return the numbers of the questions whose two likeliest answers are closest."""
    named = [(text, label) for text, label in known] + [
        (text, label) for label, text in names.items()
    ]
    texts = [text for text, _ in named] + [text for text, _ in logs]
    rows = Vectors(texts, reading).rows
    labels = np.array([label for _, label in named])
    scores = solved(rows[: len(named)], labels, Regularised()).scores(rows[len(named) :])
    second, first = np.partition(scores, -2, axis=1)[:, -2:].T
    return [int(one) for one in np.argsort(first - second)[:EACH]]
