"""The sets of questions: read from the folder that YINGDA_BENCH_SETS names."""

import csv
import os
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from opencc import OpenCC

from yingda.bot.training.evaluating import Known, Labelled
from yingda.knowledge.features import reading_of

OUT_OF_SCOPE = frozenset({"oos", "NO_NODES_DETECTED"})


@dataclass(frozen=True)
class QuestionSet:
    """Questions to learn from, questions to be asked, and what the labels are called in words."""

    name: str
    train: tuple[Labelled, ...]
    test: tuple[Labelled, ...]
    names: dict[str, str]
    unlabelled: tuple[str, ...] = ()

    @property
    def known(self) -> Known:
        """Return what an engine may learn from."""
        return Known(self.train, self.names, self.unlabelled)


def folder() -> Path:
    """Return the folder of the sets, or end with how to name it."""
    named = os.environ.get("YINGDA_BENCH_SETS")
    if not named:
        message = "YINGDA_BENCH_SETS must name the folder with banking77/, clinc150/, cic-zh/ …"
        raise SystemExit(message)
    return Path(named)


def labelled(path: str, text: str = "text", label: str = "label") -> tuple[Labelled, ...]:
    """Return the rows of a file in the folder."""
    with (folder() / path).open(encoding="utf-8", newline="") as file:
        return tuple(
            (row[text], None if row[label] in OUT_OF_SCOPE else row[label])
            for row in csv.DictReader(file)
        )


def in_words(labels: Iterable[Labelled]) -> dict[str, str]:
    """Return each label as words: card_arrival is "card arrival"."""
    found = {label for _, label in labels if label is not None}
    return {label: re.sub(r"[_/]+", " ", label).lower() for label in found}


def banking77(shots: str = "") -> QuestionSet:
    """The official split; `shots` is "", "_10shot" or "_5shot"."""
    everything = labelled("banking77/train.csv")
    train = labelled(f"banking77/train{shots}.csv")
    logs = tuple(text for text, _ in everything) if shots else ()
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
        test.append((mixed[0], str(number)))
        train += [(text, str(number)) for text in mixed[1:]]
    return QuestionSet(name, tuple(train), tuple(test), {})


def by_sound() -> dict[str, list[str]]:
    """Return the common characters of each sound."""
    found: dict[str, list[str]] = defaultdict(list)
    for code in range(0x4E00, 0x9000):
        found[reading_of(chr(code))].append(chr(code))
    return found


SOUNDS = by_sound()


def traditional(text: str, _: int) -> str:
    """Return the text in traditional script."""
    written: str = OpenCC("s2t").convert(text)
    return written


def homophones(text: str, seed: int, share: float = 0.12) -> str:
    """Put another character of the same sound in place of some."""
    chance = random.Random(seed)  # noqa: S311 - a fixed rewriting, nothing secret
    return "".join(
        chance.choice(SOUNDS.get(reading_of(one), [one])) if chance.random() < share else one
        for one in text
    )


def a_word_in_pinyin(text: str, seed: int) -> str:
    """Spell two neighbouring characters out in Latin letters."""
    chance = random.Random(seed)  # noqa: S311 - as above
    at = chance.randrange(max(1, len(text) - 1))
    return text[:at] + "".join(reading_of(one) for one in text[at : at + 2]) + text[at + 2 :]


def typos(text: str, seed: int, share: float = 0.12) -> str:
    """Swap, drop or double a letter in some of the words."""
    chance = random.Random(seed)  # noqa: S311 - as above
    return " ".join(
        _slipped(one, chance) if chance.random() < share else one for one in text.split()
    )


def _slipped(word: str, chance: random.Random) -> str:
    if len(word) < 3:
        return word
    at = chance.randrange(len(word) - 1)
    return chance.choice(
        [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        ]
    )


REWRITES: dict[str, Callable[[str, int], str]] = {
    "traditional script": traditional,
    "12 % homophones": homophones,
    "a word typed in pinyin": a_word_in_pinyin,
}
