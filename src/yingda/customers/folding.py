"""Folds text so that 陳小姐 finds 陈小姐 and ＡＬＩＣＥ finds alice; writes the other script."""

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC


@cache
def _converter(ways: str) -> "OpenCC":
    from opencc import OpenCC

    return OpenCC(ways)


def fold(text: str) -> str:
    """Return `text` in one script, one width, one case and with single spaces."""
    even = unicodedata.normalize("NFKC", text).casefold()
    simplified: str = _converter("t2s").convert(even)
    return " ".join(simplified.split())


@lru_cache(8_192)
def as_in_taiwan(text: str) -> str:
    """Return simplified Chinese in the script and the words of Taiwan."""
    written: str = _converter("s2twp").convert(text)
    return written


@lru_cache(8_192)
def as_on_the_mainland(text: str) -> str:
    """Return Chinese as Taiwan writes it in the simplified script and its words."""
    written: str = _converter("tw2sp").convert(text)
    return written


def like_pattern(text: str) -> str:
    """Return the LIKE pattern (escape character `!`) for values that contain `text` literally."""
    literal = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{literal}%"
