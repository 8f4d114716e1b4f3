"""Misfits put together by the product and by what was asked about it. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from yingda.bot.assisting.likeness import Likeness, features_of
from yingda.customers.folding import fold

SMALLEST = 2
ALIKE = 0.2
"""Questions about one product share its name: this much more makes them the same question."""


@dataclass(frozen=True)
class Misfit:
    """An order that was sent back as unfit, and what its customer had asked before."""

    product: str
    reason: str
    order_no: str
    conversation_id: str
    seq: int
    question: str


def groups_of(misfits: Sequence[Misfit]) -> list[list[Misfit]]:
    """Return misfits of one product that were asked about alike, the largest group first.

    Each question joins the group of the first it is like; what is alone is in no group.
    """
    by_product: dict[str, list[Misfit]] = defaultdict(list)
    for one in misfits:
        by_product[fold(one.product)].append(one)
    groups = [group for asked in by_product.values() for group in _alike(asked)]
    return sorted((one for one in groups if len(one) >= SMALLEST), key=len, reverse=True)


def _alike(asked: Sequence[Misfit]) -> list[list[Misfit]]:
    """Single-link: a question belongs where any of the group is like it."""
    questions = [one.question.replace(one.product, "") for one in asked]
    likeness = Likeness([features_of(text) for text in questions])
    group_of: list[int] = []
    for number, text in enumerate(questions):
        scores = likeness.to(text)[:number]
        near = [group_of[other] for other, score in enumerate(scores) if score >= ALIKE]
        group_of.append(min(near, default=number))
        for joined in near:
            group_of = [group_of[number] if one == joined else one for one in group_of]
    members: dict[int, list[Misfit]] = defaultdict(list)
    for number, one in zip(group_of, asked, strict=True):
        members[number].append(one)
    return list(members.values())
