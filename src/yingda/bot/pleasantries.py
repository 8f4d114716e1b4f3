"""Greetings, thanks, goodbyes and nods, which ask for nothing that knowledge holds."""

import re
from typing import Literal

from yingda.customers.folding import fold

Kind = Literal["hello", "thanks", "goodbye", "fine", "go_on", "am_a_bot"]

_ASKS_FOR_A_BOT = re.compile(
    r"(?:你|您)?(?:是|是不是)?(?:机器人|人工智能|ai)(?:还是(?:机器人|真人|人工))?(?:吗|么|嘛|呢|\?|？)*"
    r"|are you (?:a |an )?(?:bot|robot|real|ai)(?: or (?:a )?(?:human|bot))?\??"
)
_WORDS: dict[Kind, str] = {
    "goodbye": "再见|拜拜|拜|88|回头见|下次见|掰掰|bye|bye bye|goodbye|good bye|see you",
    "thanks": (
        "谢谢|谢谢你|谢谢您|多谢|感谢|非常感谢|十分感谢|谢谢老板|谢啦|谢了|辛苦|辛苦你|辛苦您|感恩"
        "|3q|thanks|thank you|thx|ty|cheers|many thanks|thanks a lot"
    ),
    "hello": (
        "你好|您好|嗨|哈喽|哈罗|早上好|上午好|中午好|下午好|晚上好|早安|早|在吗|在么|在不在|在不"
        "|有人吗|有人在吗|hi|hello|hey|hiya|good morning|good afternoon|good evening"
    ),
    "fine": (
        "好|好的|好吧|好滴|行|可以|嗯|恩|嗯嗯|哦|噢|知道|知道了|明白|明白了|了解|收到|没事|没事了|没有了"
        "|没问题|不用了|不用|ok|okay|k|got it|i see|alright|all right|fine|sure|no|nope|great|cool"
    ),
    "go_on": (
        "在|在的|亲|老板|这个|之前|我想问一下|想问一下|问一下|我想问|请问|请问一下|问个问题|咨询一下|我想咨询"
        "|麻烦您|麻烦你|麻烦|打扰|打扰一下|是的|是|对|没有|还没有|没|还没|有|等一下|稍等"
        "|yes|yeah|yep|not yet"
    ),
}
_FILLERS = "啊|呀|哈|啦|呢|吧|了|的|喔|呐|们|there|so much|very much|all|everyone|your help|for"


def _one_of(words: str) -> str:
    """Match the longest of the words, for good: nothing here may be tried in two ways."""
    ordered = sorted(words.split("|"), key=len, reverse=True)
    return "(?>" + "|".join(f"{re.escape(one)}(?![a-z])" for one in ordered) + ")"


_BETWEEN = rf"(?:[\W_]|{_one_of(_FILLERS)})*+"
_ALL = re.compile(rf"{_BETWEEN}(?:{_one_of('|'.join(_WORDS.values()))}{_BETWEEN})++")
_EACH = {kind: re.compile(_one_of(words)) for kind, words in _WORDS.items()}


def kind_of(text: str) -> Kind | None:
    """Return which courtesy the whole text is, None when it says anything else.

    Of several (好的，谢谢，再见) the one that ends the conversation counts.
    """
    plain = fold(text)
    if _ASKS_FOR_A_BOT.fullmatch(plain):
        return "am_a_bot"
    if not _ALL.fullmatch(plain):
        return None
    return next(kind for kind, pattern in _EACH.items() if pattern.search(plain))
