"""Closing remarks: thanks and goodbyes that ask for no answer."""

import re
from typing import Any

CLOSING_WORDS = (
    "好的好|好的|好滴|好哒|好吧|好|行|嗯嗯|嗯|恩|哦|噢|喔|收到|知道了|明白了|明白|了解|"
    "没事了|没有了|不用了|多谢|谢谢你|谢谢您|谢谢|感谢|谢了|谢|辛苦了|再见|拜拜|拜|謝謝你|謝謝您|謝謝|感謝|感恩|掰掰|辛苦|沒事了|沒有了|"
    "ok|okay|k|got it|thanks a lot|thank you|thanks|thx|ty|bye|goodbye|no problem|cheers"
)
# Words that may follow each other ("好的，谢谢啦"), with particles, marks and emoji between them.
# Atomic and possessive, so that no text can make it try again and again.
_CLOSING = re.compile(
    rf"(?:(?>{CLOSING_WORDS})(?:\s+(?:so|very) much)?+[了啦哈呀啊哦呢吧的您你\W]*+)++",
    re.IGNORECASE,
)
LONGEST_REMARK = 40
_SYMBOLS = re.compile(r"[\W_]+")


def is_closing_remark(content_type: str, content: dict[str, Any]) -> bool:
    """Tell whether a customer's message only thanks, agrees or says goodbye."""
    if content_type != "text":
        return False
    text = str(content.get("text", "")).strip()
    if len(text) > LONGEST_REMARK or any(mark in text for mark in "?？"):
        return False
    return bool(_CLOSING.fullmatch(text) or _SYMBOLS.fullmatch(text))
