"""Repair of UTF-8 that somebody read as Latin-1, Windows-1252 or GBK."""

import re
from collections.abc import Callable

_CP1252 = {
    char: byte
    for byte in range(0x80, 0xA0)
    for char in [bytes([byte]).decode("cp1252", errors="ignore") or chr(byte)]
}
_LATIN_RUN = re.compile("[\u0080-\u00ff" + "".join(map(re.escape, _CP1252)) + "]{2,}")
_GBK_RUN = re.compile("[^\\x00-\\x7f]{2,}")
# What is left when a decoder has already thrown bytes away; nothing can bring them back.
_LOST = re.compile("\ufffd|锟斤拷|烫烫烫|屯屯屯|(?:\u00ef\u00bf\u00bd)")


def repair(text: str) -> str:
    """Undo the wrong decoding of each damaged run; leave every other character alone."""
    text = _LATIN_RUN.sub(lambda run: _repaired(run.group(), _latin_bytes, _is_readable), text)
    return _GBK_RUN.sub(lambda run: _repaired(run.group(), _gbk_bytes, _is_more_common), text)


def is_lost(text: str) -> bool:
    """Tell whether characters were destroyed for good: replaced, or words nobody writes."""
    return _LOST.search(text) is not None or _is_gibberish(text)


def _is_gibberish(text: str) -> bool:
    chinese = [char for char in text if "\u3400" <= char <= "\u9fff"]
    known = sum(_is_common(char) or _is_common_traditional(char) for char in chinese)
    return len(chinese) >= 4 and known < len(chinese) / 2


def common_share(text: str) -> float:
    """Return which share of the Chinese characters is among the 3,755 everyday ones (GB 2312)."""
    chinese = [char for char in text if "\u3400" <= char <= "\u9fff"]
    return sum(map(_is_common, chinese)) / len(chinese) if chinese else 0.0


def common_traditional_share(text: str) -> float:
    """Return which share of the Chinese characters is among the 5,401 everyday ones (Big5)."""
    chinese = [char for char in text if "\u3400" <= char <= "\u9fff"]
    return sum(map(_is_common_traditional, chinese)) / len(chinese) if chinese else 0.0


def _repaired(
    run: str, encode: Callable[[str], bytes], is_better: Callable[[str, str], bool]
) -> str:
    try:
        decoded = encode(run).decode("utf-8")
    except UnicodeError:
        return run
    return decoded if is_better(run, decoded) else run


def _latin_bytes(run: str) -> bytes:
    return bytes(_CP1252.get(char, ord(char)) for char in run)


def _is_readable(run: str, decoded: str) -> bool:
    return len(decoded) < len(run) and all(char >= "\u00a0" for char in decoded)


def _gbk_bytes(run: str) -> bytes:
    # WHATWG decoders read the byte 0x80 as the euro sign; Python's GBK does not know it.
    return b"\x80".join(part.encode("gb18030") for part in run.split("\u20ac"))


def _is_more_common(run: str, decoded: str) -> bool:
    if not any("\u4e00" <= char <= "\u9fff" for char in decoded):
        return False
    return common_share(decoded) >= 0.8 and common_share(decoded) > common_share(run) + 0.3


def _is_common(char: str) -> bool:
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def _is_common_traditional(char: str) -> bool:
    try:
        return 0xA4 <= char.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False
