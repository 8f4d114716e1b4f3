"""How well the bot's ranking understands: `python bench/bot_understanding.py FOLDER_OF_SETS`.

Sets (none is part of this repository): lcqmc-zh/dev.csv and epidemic-zh/train.csv (q1,q2,same),
banking77 and hint3 (text,category / sentence,label). For each: share of questions whose best match
is right, with plain BM25 beside it, and how well the confidence tells right from wrong.
"""

import csv
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from yingda.app.demo.reading import entries
from yingda.bot import confidence
from yingda.knowledge.ranking import Document, Ranking, _Bm25, words

Pair = tuple[str, int | None]  # a question and the number of its document, None when out of scope


def pairs(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["q1"], row["q2"]) for row in csv.DictReader(file) if row["same"] == "1"]


def clusters(same: Iterable[tuple[str, str]]) -> list[list[str]]:
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, two in same:
        parent[root(one)] = root(two)
    groups = defaultdict(list)
    for one in list(parent):
        groups[root(one)].append(one)
    return [sorted(group) for group in groups.values()]


def split(groups: Sequence[Sequence[str]], known: int) -> tuple[list[Document], list[Pair]]:
    """Every fifth group is out of scope; of the others the first `known` questions are stored."""
    documents: list[Document] = []
    asked: list[Pair] = []
    for number, group in enumerate(groups):
        if number % 5 == 4:
            asked += [(text, None) for text in group[:1]]
            continue
        held = min(known, len(group) - 1)
        asked += [(text, len(documents)) for text in group[held : held + 2]]
        documents.append(Document(tuple(group[:held])))
    return documents, asked


def labelled(path: Path, text: str, label: str) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row[text], row[label]) for row in csv.DictReader(file)]


def by_label(
    train: Sequence[tuple[str, str]], test: Sequence[tuple[str, str]]
) -> tuple[list[Document], list[Pair]]:
    groups = defaultdict(list)
    for text, label in train:
        groups[label].append(text)
    numbers = {label: number for number, label in enumerate(groups)}
    documents = [Document(tuple(texts)) for texts in groups.values()]
    return documents, [(text, numbers.get(label)) for text, label in test]


def plain_bm25(documents: Sequence[Document], asked: Sequence[Pair]) -> float:
    owners = [n for n, one in enumerate(documents) for _ in one.questions]
    index = _Bm25([words(text) for one in documents for text in one.questions])
    inside = [(text, right) for text, right in asked if right is not None]
    hits = [owners[int(np.argmax(index.scores(words(text))))] == right for text, right in inside]
    return float(np.mean(hits))


def auroc(values: Sequence[float], right: Sequence[bool]) -> float:
    order = np.argsort(np.argsort(values)) + 1
    good = np.array(right)
    n = int(good.sum())
    if not n or n == len(good):
        return float("nan")
    return float((order[good].sum() - n * (n + 1) / 2) / (n * (len(good) - n)))


def report(name: str, documents: Sequence[Document], asked: Sequence[Pair]) -> None:
    ranking = Ranking(documents)
    started = time.perf_counter()
    found = [(ranking.matches(text), text, right) for text, right in asked]
    each = (time.perf_counter() - started) / len(asked) * 1000
    inside = [(m, right) for m, _, right in found if right is not None]
    top1 = np.mean([bool(m) and m[0].document == right for m, right in inside])
    top3 = np.mean([any(one.document == right for one in m[:3]) for m, right in inside])
    sure = [confidence.of(m) for m, _, _ in found]
    right = [bool(m) and m[0].document == wanted for m, _, wanted in found]
    print(
        f"{name}: {len(documents)} documents, {len(asked)} questions; top-1 {top1:.3f}"
        f" (plain BM25 {plain_bm25(documents, asked):.3f}), top-3 {top3:.3f};"
        f" AUROC {auroc(sure, right):.3f}; {each:.2f} ms"
    )
    for threshold in (0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9):
        told = [good for s, good in zip(sure, right, strict=True) if s >= threshold]
        if told:
            share = len(told) / len(right)
            print(f"   >= {threshold}: {share:.2f} answered, {np.mean(told):.3f} right")


def demo_shop() -> tuple[list[Document], list[Pair]]:
    """Return the demo shop's own entries; of every entry two ways of asking are held back."""
    documents: list[Document] = []
    asked: list[Pair] = []
    for number, entry in enumerate(entries()):
        documents.append(Document((entry.question, *entry.similar[:-2]), entry.answer))
        asked += [(text, number) for text in entry.similar[-2:]]
    return documents, asked


def main(folder: Path) -> None:
    documents, asked = demo_shop()
    far: list[Pair] = [
        (group[0], None) for group in clusters(pairs(folder / "epidemic-zh/train.csv"))[:150]
    ]
    far += [(one, None) for one, _ in pairs(folder / "lcqmc-zh/dev.csv")[:150]]
    report("demo shop, 300 questions of others", documents, asked + far)
    same = pairs(folder / "lcqmc-zh/dev.csv")
    report("lcqmc, 1 question each", *split(clusters(same), 1))
    groups = [
        group for group in clusters(pairs(folder / "epidemic-zh/train.csv")) if len(group) > 2
    ]
    report("epidemic, 1 question each", *split(groups, 1))
    report("epidemic, 3 questions each", *split(groups, 3))
    bank = folder / "banking77"
    test = labelled(bank / "test.csv", "text", "label")
    report(
        "banking77, 5 each", *by_label(labelled(bank / "train_5shot.csv", "text", "label"), test)
    )
    for shop in ("sofmattress", "powerplay11"):
        train = labelled(folder / f"hint3/v1_{shop}_train.csv", "text", "label")
        test = labelled(folder / f"hint3/v1_{shop}_test.csv", "text", "label")
        report(f"hint3 {shop}", *by_label(train, test))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
