"""Whether two messages ask the same, and whether one complains about the answer; pure."""

import re
from itertools import pairwise

from yingda.customers.folding import fold
from yingda.knowledge.wording import question_key

_LIKE = 0.5
_LIGHT = frozenset("的了吗呢啊吧呀我你您请问么嘛哦是就都也还那这个")
_DISSATISFIED = re.compile(
    r"不对|不是这个|不是我|答非所问|没用|没有用|没解决|不解决|看不懂|听不懂|说的什么|什么意思啊"
    r"|不是问|驴唇不对马嘴|废话|牛头不对马嘴|智障|傻|垃圾"
    r"|\b(?:not what i|that'?s not|wrong answer|useless|didn'?t help|doesn'?t help|not helpful"
    r"|makes no sense|nonsense|irrelevant)\b"
)
_WORDS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")


def is_same(one: str, other: str) -> bool:
    """Tell whether two messages are the same but for marks, script and spaces."""
    return question_key(one) == question_key(other)


def is_like(one: str, other: str) -> bool:
    """Tell whether two messages ask about the same in other words.

    The share of the shorter one's pairs of characters (or English words) that the other has too.
    """
    if is_same(one, other):
        return True
    first, second = _parts(one), _parts(other)
    shorter = min(len(first), len(second))
    return shorter > 1 and len(first & second) / shorter >= _LIKE


def is_dissatisfied(text: str) -> bool:
    """Tell whether the customer says that the answer was no answer."""
    return _DISSATISFIED.search(fold(text)) is not None


def _parts(text: str) -> set[str]:
    """Return the telling words and, in Chinese, the pairs of neighbours."""
    found = [word for word in _WORDS.findall(fold(text)) if word not in _LIGHT]
    pairs = {one + two for one, two in pairwise(found) if not (one + two).isascii()}
    return pairs | {word for word in found if word.isascii()}
