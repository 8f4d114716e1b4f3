"""Removal of readings that pages put in brackets behind a character: 系統(tǒng)."""

import re
import unicodedata

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_BRACKET = re.compile(
    rf"(?<=[\u3400-\u9fff])[ ]?[(（]\s*([a-zA-Zü{_TONED}]+(?:[ '·]?[a-zA-Zü{_TONED}]+)*)\s*[)）]"
)
_HAS_TONE = re.compile(f"[{_TONED}{_TONED.upper()}]")


def remove_readings(text: str) -> str:
    """Drop a bracket that spells out how the characters before it are read.

    A bracket without tone marks, such as 北京 (Beijing), is only dropped when it holds one
    syllable and the text has toned ones too: by itself it may be a name.
    """
    composed = unicodedata.normalize("NFC", text)
    if not _HAS_TONE.search(composed):
        return text
    without = _BRACKET.sub(lambda found: _kept(composed, found), composed)
    return text if without == composed else without


def _kept(text: str, found: re.Match[str]) -> str:
    reading = _toneless(found.group(1))
    for length in range(1, 9):
        characters = text[max(0, found.start() - length) : found.start()]
        if len(characters) == length and _reads_as(characters, reading):
            toned = _HAS_TONE.search(found.group(1)) is not None
            return "" if toned or length == 1 else found.group()
    return found.group()


def _toneless(reading: str) -> str:
    reading = reading.lower().replace("ü", "v")
    plain = unicodedata.normalize("NFD", re.sub("[ǖǘǚǜ]", "v", reading))
    return "".join(char for char in plain if char.isalpha())


def _reads_as(characters: str, reading: str) -> bool:
    from pypinyin import Style, pinyin  # noqa: PLC0415 - a dictionary of 20 MB, rarely needed

    rest = {reading}
    for options in pinyin(characters, style=Style.NORMAL, heteronym=True, v_to_u=False):
        names = {option.replace("ü", "v") for option in options}
        rest = {left[len(name) :] for left in rest for name in names if left.startswith(name)}
    return "" in rest
