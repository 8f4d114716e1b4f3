"""The sets of questions: read from the folder that YINGDA_BENCH_SETS names."""

import csv
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

OUT_OF_SCOPE = frozenset({"oos", "NO_NODES_DETECTED"})


@dataclass(frozen=True)
class Asked:
    """A question and the label of what answers it; None when nothing does."""

    text: str
    label: str | None


@dataclass(frozen=True)
class QuestionSet:
    """Questions to learn from, questions to be asked, and what the labels are called in words."""

    name: str
    train: tuple[Asked, ...]
    test: tuple[Asked, ...]
    names: dict[str, str]
    unlabelled: tuple[str, ...] = ()


def folder() -> Path:
    """Return the folder of the sets, or end with how to name it."""
    named = os.environ.get("YINGDA_BENCH_SETS")
    if not named:
        message = "YINGDA_BENCH_SETS must name the folder with banking77/, clinc150/, cic-zh/ …"
        raise SystemExit(message)
    return Path(named)


def labelled(path: str, text: str = "text", label: str = "label") -> tuple[Asked, ...]:
    """Return the rows of a file in the folder."""
    with (folder() / path).open(encoding="utf-8", newline="") as file:
        return tuple(
            Asked(row[text], None if row[label] in OUT_OF_SCOPE else row[label])
            for row in csv.DictReader(file)
        )


def in_words(labels: Iterable[Asked]) -> dict[str, str]:
    """Return each label as words: card_arrival is "card arrival"."""
    found = {one.label for one in labels if one.label is not None}
    return {label: re.sub(r"[_/]+", " ", label).lower() for label in found}


def banking77(shots: str = "") -> QuestionSet:
    """The official split; `shots` is "", "_10shot" or "_5shot"."""
    everything = labelled("banking77/train.csv")
    train = labelled(f"banking77/train{shots}.csv")
    logs = tuple(one.text for one in everything) if shots else ()
    test = labelled("banking77/test.csv")
    return QuestionSet(f"banking77{shots or ' full'}", train, test, in_words(train), logs)


def clinc150() -> QuestionSet:
    """The official split; its out-of-scope training questions are left aside."""
    train = labelled("clinc150/full_train.csv")
    test = (*labelled("clinc150/full_test.csv"), *labelled("clinc150/full_oos_test.csv"))
    return QuestionSet("clinc150", train, test, in_words(train))


def banking77_oos(kind: str) -> QuestionSet:
    """Fifty intents; `kind` is id (near) or ood (far) out-of-scope questions."""
    train = labelled("banking77-oos/train.csv")
    test = (
        *labelled("banking77-oos/test.csv"),
        *labelled(f"banking77-oos/{kind}_oos_test.csv"),
    )
    name = {"id": "near", "ood": "far"}[kind]
    return QuestionSet(f"banking77-oos {name}", train, test, in_words(train))


def hint3(shop: str) -> QuestionSet:
    """Real queries to a shop's bot, many of them out of scope."""
    train = labelled(f"hint3/v1_{shop}_train.csv")
    test = labelled(f"hint3/v1_{shop}_test.csv")
    return QuestionSet(f"hint3 {shop}", train, test, in_words(train))


def cic() -> QuestionSet:
    """Chinese shop customers; the training labels carry noise, the test is clean."""
    with (folder() / "cic-zh/train.csv").open(encoding="utf-8", newline="") as file:
        names = {row["label"]: row["label_desc"] for row in csv.DictReader(file)}
    train = (*labelled("cic-zh/train.csv"), *labelled("cic-zh/dev.csv"))
    return QuestionSet("cic-zh", train, labelled("cic-zh/test_public.csv"), names)


def pairs(path: str) -> list[tuple[str, str]]:
    """Return the pairs that mean the same."""
    with (folder() / path).open(encoding="utf-8", newline="") as file:
        return [(row["q1"], row["q2"]) for row in csv.DictReader(file) if row["same"] == "1"]


def clusters(same: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Join pairs into groups that mean the same, in a fixed order."""
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, two in same:
        parent[root(one)] = root(two)
    groups: dict[str, list[str]] = defaultdict(list)
    for one in list(parent):
        groups[root(one)].append(one)
    return sorted(sorted(group) for group in groups.values())


def retrieval(name: str, path: str, seed: int = 7) -> QuestionSet:
    """One question of each group is asked; the others are what is known of its entry."""
    chance = random.Random(seed)  # noqa: S311 - a fixed split, nothing secret
    train, test = [], []
    for number, group in enumerate(clusters(pairs(path))):
        if len(group) < 2:
            continue
        mixed = list(group)
        chance.shuffle(mixed)
        test.append(Asked(mixed[0], str(number)))
        train += [Asked(text, str(number)) for text in mixed[1:]]
    return QuestionSet(name, tuple(train), tuple(test), {})


def grouped(asked: Sequence[Asked]) -> dict[str, list[str]]:
    """Return the questions of each label, in order of their first appearance."""
    groups: dict[str, list[str]] = defaultdict(list)
    for one in asked:
        if one.label is not None:
            groups[one.label].append(one.text)
    return dict(groups)
