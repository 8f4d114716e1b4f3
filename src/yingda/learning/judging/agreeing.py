"""How far two judges agree beyond what chance alone would give; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

Verdict = Literal["right", "partly", "wrong"]
Pair = tuple[str, str]
JUDGES = 2


def pairs_of(said: Iterable[Mapping[str, str]]) -> list[Pair]:
    """Return what two people said of each thing, by person, leaving out what one alone has judged.

    The same person always stands on the same side.
    """
    both = [one for one in said if len(one) == JUDGES]
    return [(one[first], one[second]) for one in both for first, second in [sorted(one)]]


def agreement(pairs: Sequence[Pair]) -> float | None:
    """Return the share of pairs that say the same; None without any."""
    return sum(one == other for one, other in pairs) / len(pairs) if pairs else None


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Return Cohen's kappa: (agreed - agreed by chance) / (1 - agreed by chance).

    None where chance alone makes them agree always, as when both only ever say one thing.
    """
    agreed = agreement(pairs)
    if agreed is None:
        return None
    n = len(pairs)
    firsts, seconds = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(firsts[said] * seconds[said] for said in firsts) / n**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)
