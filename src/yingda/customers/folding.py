"""Folds text so that 陳小姐 finds 陈小姐 and ＡＬＩＣＥ finds alice."""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC


@cache
def _to_simplified() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")


def fold(text: str) -> str:
    """Return `text` in one script, one width, one case and with single spaces."""
    even = unicodedata.normalize("NFKC", text).casefold()
    simplified: str = _to_simplified().convert(even)
    return " ".join(simplified.split())


def like_pattern(text: str) -> str:
    """Return the LIKE pattern (escape character `!`) for values that contain `text` literally."""
    literal = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{literal}%"
