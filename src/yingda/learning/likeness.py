"""Whether two messages ask the same, and whether one complains about the answer; pure."""

import re
from itertools import pairwise

from yingda.customers.folding import fold
from yingda.knowledge.wording import question_key

_LIKE = 0.5
_LIGHT = frozenset("的了吗呢啊吧呀我你您请问么嘛哦是就都也还那这个")
# A colour that is 不对 is a question, an answer that is 不对 is not: what may be said of goods too
# counts where a clause says nothing else.
_OF_THE_ANSWER = (
    r"(?:你们?|这个?|机器人|客服|说的|讲的|回答的?|回复的?|答案|答的|给的|的|我的|问题|我)*+"
    r"(?:也|都|还是|还|完全|根本|一点|压根|真|太|就|好像|好|很)*+"
)
_NO_ANSWER = re.compile(
    _OF_THE_ANSWER
    + r"(?:不对|没用|没有用|没什么用|不管用|没有?解决.*|不解决.*|[没看听]*不?懂|[不没]明白|没帮到.*"
    r"|没帮上?忙|骗人|胡说八道|胡说|瞎说|废话|垃圾|智障|傻)(?:啊|吧|呀|了|的|呢|嘛|哦|吗)*+"
)
_DISSATISFIED = re.compile(
    r"不是这个|不是我(?:想|要)?[问要]|答非所问|说的什么|什么意思啊|不是问|驴唇不对马嘴|牛头不对马嘴|文不对题"
    r"|等于没说|没有?回答我|(?:回答|答案|说)的?不对|人工智障"
    r"|\b(?:not what i|that'?s not|wrong answer|useless|didn'?t help|doesn'?t help|not helpful"
    r"|makes no sense|nonsense|irrelevant)\b"
)
_CLAUSES = re.compile(r"[\s,，。.;；!！?？、~～]+")
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
    plain = fold(text)
    return bool(_DISSATISFIED.search(plain)) or any(
        _NO_ANSWER.fullmatch(clause) for clause in _CLAUSES.split(plain)
    )


def _parts(text: str) -> set[str]:
    """Return the telling words and, in Chinese, the pairs of neighbours."""
    found = [word for word in _WORDS.findall(fold(text)) if word not in _LIGHT]
    pairs = {one + two for one, two in pairwise(found) if not (one + two).isascii()}
    return pairs | {word for word in found if word.isascii()}
