"""Who is old, by what is known of a customer: the traits that shops write down. Pure."""

import re
from collections.abc import Iterable, Mapping

from yingda.customers.folding import fold

TRAITS = ("长辈", "老年人", "elder", "senior")
"""The names of traits that exempt from the start; a shop may name others."""
OLD_AGE = 60
"""From which age one is old by the law of China on the rights of the elderly (article 2)."""
_AGE = ("age", "年龄")
_NO = frozenset({"", "0", "否", "不是", "无", "没有", "no", "false", "none"})


def holds_one_of(traits: Mapping[str, object], names: Iterable[str]) -> bool:
    """Tell whether a trait of one of these names, in any script or case, is set to more than no."""
    held = _folded(traits)
    return any(held.get(fold(name), "") not in _NO for name in names)


def is_old(traits: Mapping[str, object]) -> bool:
    """Tell whether a trait gives an age of 60 or more (72, 72 岁)."""
    held = _folded(traits)
    ages = [re.match(r"\d{1,3}(?!\d)", held.get(name, "")) for name in _AGE]
    return any(found is not None and int(found.group()) >= OLD_AGE for found in ages)


def _folded(traits: Mapping[str, object]) -> dict[str, str]:
    return {fold(name): fold(str(value)) for name, value in traits.items() if value is not None}
