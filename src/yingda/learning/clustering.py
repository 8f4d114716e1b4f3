"""Unknown questions put together by what they are about; pure, and slow to import on purpose.

scikit-learn is imported only where it works, so that an idle server never carries it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from yingda.customers.folding import fold
from yingda.knowledge.wording import question_key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SMALLEST = 3
DIMENSIONS = 100
TERMS = 3
ALIKE = 0.5
LONGEST = 200
"""What somebody asks stands at the beginning of a long message."""
FEW = 80
APART = 0.92
"""The mean cosine distance up to which few questions are about one thing.

Pairwise F1 on mixtures of topics and strays from public sets, 12 to 80 questions: 0.90 to 0.52 in
Chinese (HDBSCAN: 0.66 to 0.50), 0.75 to 0.34 in English (0.47 to 0.28).
"""
HELD = 0.1
"""So much of a question's length, which is 1, must lie in the directions kept."""

LONGEST_TERM = 6
NEARLY_ALL = 0.8

_PARTS = re.compile(r"[a-z][a-z']+|\d+|[\u3400-\u9fff]")


@dataclass(frozen=True)
class Cluster:
    """Questions about one thing: their numbers, the most typical one first, and telling terms.

    `before` counts how many of the questions of a year ago were about the same.
    """

    members: tuple[int, ...]
    terms: tuple[str, ...]
    before: int


def clusters_of(texts: Sequence[str], before: Sequence[str] = ()) -> list[Cluster]:
    """Return the clusters in `texts`, largest first; what is like nothing else is in none.

    Over TF-IDF of character n-grams and words: of many questions HDBSCAN, in their first 100
    singular directions; of few, which have no density, average linkage of cosine distances.
    """
    if len(texts) < SMALLEST:
        return []
    texts, before = [one[:LONGEST] for one in texts], [one[:LONGEST] for one in before]
    import numpy as np  # noqa: PLC0415 - see the module's first words
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    vectoriser = TfidfVectorizer(analyzer=grams, sublinear_tf=True)
    try:
        rows = vectoriser.fit_transform(texts)
    except ValueError:  # not one text holds a letter
        return []
    labels = _grouped(rows) if len(texts) > FEW else _grouped_few(rows)
    _put_together_the_same(labels, texts)
    names = vectoriser.get_feature_names_out()
    earlier = vectoriser.transform(before) if before else None
    found = []
    for label in sorted(set(labels) - {-1}):
        members = np.flatnonzero(labels == label)
        middle = np.asarray(rows[members].mean(axis=0)).ravel()
        near = rows[members] @ middle
        again = 0
        if earlier is not None:
            again = int((earlier @ (middle / (np.linalg.norm(middle) or 1)) >= ALIKE).sum())
        ordered = members[np.argsort(-near, kind="stable")]
        terms = telling_terms([texts[int(one)] for one in members], middle, names)
        found.append(Cluster(tuple(int(one) for one in ordered), terms, again))
    return sorted(found, key=lambda one: -len(one.members))


def _grouped(rows: Any) -> "NDArray[Any]":  # noqa: ANN401 - a sparse matrix
    """Return the number of each row's cluster, -1 for what is in none."""
    import numpy as np  # noqa: PLC0415
    from sklearn.cluster import HDBSCAN  # noqa: PLC0415
    from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415
    from sklearn.preprocessing import normalize  # noqa: PLC0415

    # A third of the questions, at most: with as many directions as questions all are equally far.
    size = max(2, min(DIMENSIONS, rows.shape[0] // 3, min(rows.shape) - 1))
    points: NDArray[Any]
    if min(rows.shape) > size:
        with np.errstate(invalid="ignore", divide="ignore"):
            points = TruncatedSVD(size, random_state=0).fit_transform(rows)
    else:
        points = rows.toarray()
    # What the directions do not hold would be blown up to some direction of its own.
    held = np.linalg.norm(points, axis=1) >= HELD
    labels = np.full(len(points), -1)
    if held.sum() >= SMALLEST:
        search = HDBSCAN(min_cluster_size=SMALLEST, min_samples=2, copy=True)
        labels[held] = search.fit_predict(normalize(points[held]))
    return labels


def _grouped_few(rows: Any) -> "NDArray[Any]":  # noqa: ANN401 - a sparse matrix
    """Return the same for few questions."""
    import numpy as np  # noqa: PLC0415
    from sklearn.cluster import AgglomerativeClustering  # noqa: PLC0415

    distances = 1 - np.clip((rows @ rows.T).toarray(), 0, 1)
    search = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=APART
    )
    labels = search.fit_predict(distances)
    return np.where(np.bincount(labels)[labels] >= SMALLEST, labels, -1)


def _put_together_the_same(labels: "NDArray[Any]", texts: Sequence[str]) -> None:
    """Let what was asked in the same words often enough be a cluster, whatever else is near."""
    same: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        if labels[number] == -1:
            same.setdefault(question_key(text), []).append(number)
    for numbers in same.values():
        if len(numbers) >= SMALLEST:
            labels[numbers] = labels.max() + 1


def grams(text: str) -> list[str]:
    """Return Chinese characters and their pairs and triples, English words and their pairs."""
    parts = _PARTS.findall(fold(text))
    pairs = [_joined(one, two) for one, two in pairwise(parts)]
    triples = [
        one + two + three
        for one, two, three in zip(parts, parts[1:], parts[2:], strict=False)
        if not (one + two + three).isascii()
    ]
    return [*parts, *pairs, *triples]


def telling_terms(
    texts: Sequence[str], middle: "NDArray[np.floating[Any]]", names: Sequence[str]
) -> tuple[str, ...]:
    """Return the terms that weigh most in a cluster's middle, none a part of another.

    A term is stored and outlives what was said, so none holds a number.
    """
    folded = [fold(text) for text in texts]
    spread = Counter(gram for text in texts for gram in set(grams(text)))
    order = [
        one
        for one in sorted(range(len(names)), key=lambda one: -float(middle[one]) * len(names[one]))
        if not any(sign.isdigit() for sign in names[one])
    ]
    kept: list[str] = []
    for number in order[:200]:
        name = str(names[number])
        if len(name) < 2 or spread[name] * 2 < len(texts):
            continue
        name = _whole(name, folded)
        if not any(_overlap(name, other) for other in kept):
            kept.append(name)
        if len(kept) == TERMS:
            break
    return tuple(kept) or tuple(str(names[number]) for number in order[:1])


def _whole(term: str, texts: Sequence[str]) -> str:
    """Return a Chinese term with the characters that stand beside it nearly wherever it does.

    Terms are cut at three characters: 汽火车 is a part of 蒸汽火车.
    """
    if term.isascii():
        return term
    while len(term) < LONGEST_TERM:
        having = [text for text in texts if term in text]
        beside = Counter(grown for text in having for grown in _grown(term, text))
        grown, times = beside.most_common(1)[0] if beside else (term, 0)
        if times < NEARLY_ALL * len(having):
            break
        term = grown
    return term


def _grown(term: str, text: str) -> list[str]:
    """Return a term with the Chinese character before it, and with the one behind it."""
    at = text.index(term)
    longer = text[max(0, at - 1) : at + len(term)], text[at : at + len(term) + 1]
    words = (one for one in longer if one.isalpha() and not any(map(str.isascii, one)))
    return [one for one in words if len(one) > len(term)]


def _overlap(one: str, other: str) -> bool:
    """Tell whether two terms say the same in part: share a word, or two neighbouring characters."""
    if one.isascii() or other.isascii():
        return bool(set(one.split()) & set(other.split()))
    return any(one[at : at + 2] in other for at in range(len(one) - 1))


def _joined(one: str, two: str) -> str:
    return f"{one} {two}" if (one + two).isascii() else one + two
