"""Method 7: one order over what all methods say, as two tasks: will it be asked, will it settle.

A chip is worth P(clicked | shown) x P(settled without a person | clicked). Both are logistic in
the methods' scores. They begin with weights of ours and are learned from the shop's own exposures
as those come in (`learning`), as in entire-space multi-task ranking, but small enough to read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import exp

from yingda.helpcenter.suggesting.methods import Scores, scores_of
from yingda.helpcenter.suggesting.situation import METHODS, Method, Situation

OFFERED = 5
FEATURES: tuple[str, ...] = (*METHODS, "bias")


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the two tasks, one for each of `FEATURES`."""

    click: Mapping[str, float] = field(
        default_factory=lambda: {
            "state": 2.2,
            "page": 1.2,
            "hot": 1.4,
            "history": 1.6,
            "next": 2.0,
            "typed": 4.0,
            "bias": -2.5,
        }
    )
    settle: Mapping[str, float] = field(
        default_factory=lambda: dict.fromkeys(METHODS, 0.0) | {"bias": 1.0}
    )


@dataclass(frozen=True, slots=True)
class Chip:
    """A suggested question: which method brought it, and what every method said of it."""

    entry_id: str
    title: str
    method: Method
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Suggested:
    """What to show, and the five that each method, and all together, would have shown.

    Under `listed` are the first five of the shop's own order, which no method chose.
    """

    chips: tuple[Chip, ...]
    offered: Mapping[str, tuple[str, ...]]


def suggested(
    situation: Situation,
    weights: Weights,
    *,
    limit: int,
    besides: Sequence[str] = (),
    only: Sequence[Method] = (),
) -> Suggested:
    """Return up to `limit` questions, the best first.

    `besides` were shown before: they come again only when nothing else is left. `only` keeps to
    some methods, such as the hot list by itself.
    """
    said = scores_of(situation)
    if only:
        said = {name: scores if name in only else {} for name, scores in said.items()}
    ranked = _ranked(situation, said, weights)
    if only or situation.typed:
        ranked = [chip for chip in ranked if chip.method != "listed"]
    shown = set(besides)
    fresh = [chip for chip in ranked if chip.entry_id not in shown]
    again = [chip for chip in ranked if chip.entry_id in shown]
    chips = (*fresh, *again)[:limit] if len(fresh) < min(limit, 2) else tuple(fresh[:limit])
    offered: dict[str, tuple[str, ...]] = {
        name: _best(scores) for name, scores in said.items() if scores
    }
    if not only and not situation.typed:
        mine = (one.id for one in situation.candidates if one.id not in situation.asked_here)
        offered["listed"] = tuple(islice(mine, OFFERED))
    offered["all"] = tuple(chip.entry_id for chip in ranked[:OFFERED])
    return Suggested(tuple(chips), offered)


def worth(features: Mapping[str, float], weights: Weights) -> float:
    """Return P(clicked) x P(settled | clicked) of a chip with these features."""
    return _likely(features, weights.click) * _likely(features, weights.settle)


def _ranked(situation: Situation, said: Mapping[Method, Scores], weights: Weights) -> list[Chip]:
    chips = []
    for one in situation.candidates:
        if one.id in situation.asked_here:
            continue
        features = {name: scores[one.id] for name, scores in said.items() if one.id in scores}
        method = max(
            features, key=lambda name: features[name] * weights.click.get(name, 0.0), default=None
        )
        said_of = {str(name): score for name, score in features.items()}
        chips.append(Chip(one.id, one.title, method or "listed", said_of))
    return sorted(chips, key=lambda chip: -worth(chip.features, weights))


def _best(scores: Scores) -> tuple[str, ...]:
    return tuple(sorted(scores, key=lambda one: -scores[one])[:OFFERED])


def _likely(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    total = weights.get("bias", 0.0)
    total += sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
