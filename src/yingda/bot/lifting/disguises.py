"""Finds telephone numbers that are written so that no machine should read them. Pure.

138/1234/5678, ①③⑧①②③④⑤⑥⑦⑧, 一三八1234五六七八: whatever stands for a digit is one, and whatever is
neither letter nor digit may stand between them. What is found has the shape of a telephone number
in its digits and in its groups, so that prices, sizes and dates beside each other are none.
"""

import re
import unicodedata
from collections.abc import Iterator

SHORTEST = 7
_SPOKEN = dict(
    zip(
        "零〇○一二三四五六七八九幺两兩壹贰貳叁參肆伍陆陸柒捌玖",
        "000123456789122122334566789",
        strict=True,
    )
)
_LOOKALIKE = {"O": "0", "o": "0", "l": "1", "I": "1"}
_SAID = r"(?:空格|然后|然後|[杠槓横橫点點再转轉])"
_BETWEEN = rf"(?:[^\w\n]|_|\n(?!\n)|{_SAID}){{0,4}}"
_BOX = r"[\ufe0f\u20e3]*"
_GROUP = re.compile(r"\d+")

# A list of prices has groups too, so only those in which people write and say numbers count.
_MOBILE_GROUPS = frozenset(
    {
        (11,), (3, 4, 4), (3, 8), (7, 4), (4, 7), (4, 4, 3), (4, 3, 4), (3, 3, 5), (3, 5, 3),
        (5, 6), (6, 5), (1, 10), (3, 4, 2, 2), (3, 2, 2, 2, 2), (1, 2, 2, 2, 2, 2),
        (2, 2, 2, 2, 2, 1), (3, 2, 2, 4), (1, 1, 1, 4, 4), (1,) * 11, (3, *(1,) * 8),
    }
)  # fmt: skip
_TAIWANESE_GROUPS = frozenset(
    {(10,), (4, 3, 3), (4, 6), (2, 8), (2, 2, 3, 3), (4, 2, 2, 2), (2, 4, 4), (1,) * 10}
)
_LANDLINE_GROUPS = frozenset(
    {(3, 8), (4, 7), (4, 8), (3, 4, 4), (4, 4, 4), (4, 3, 4), (3, 7), (3, 3, 4)}
)
_SHAPES = (
    (
        re.compile(rf"(?<!\d)(?<!\d\.)1{_BETWEEN}[3-9](?:{_BETWEEN}\d){{9}}{_BOX}(?!\d)"),
        _MOBILE_GROUPS,
    ),
    (
        re.compile(rf"(?<!\d)(?<!\d\.)0{_BETWEEN}9(?:{_BETWEEN}\d){{8}}{_BOX}(?!\d)"),
        _TAIWANESE_GROUPS,
    ),
    (re.compile(rf"(?<!\d)(?<!\d\.)0[1-9](?:{_BETWEEN}\d){{8,10}}(?!\d)"), _LANDLINE_GROUPS),
)
_LABELLED = re.compile(
    r"(?:电话|電話|手机|手機|号码|號碼|联系方式|聯絡方式|座机|座機|微信|\b(?:tel|phone|mobile|whatsapp)\b)"
    rf"[^\d\n]{{0,6}}(?P<number>\+?\d(?:{_BETWEEN}\d){{6,14}})(?!\d)",
    re.IGNORECASE,
)
_ABROAD = re.compile(rf"[+＋]{_BETWEEN}\d(?:{_BETWEEN}\d){{7,13}}(?!\d)")
_PRICED = re.compile(
    r"\s*(?:元|块|塊|圆|圓|件|个|個|码|碼|毫|mah|w\b|g\b|ml|cm|mm|%|[¥￥$])", re.IGNORECASE
)
_PRICE = re.compile(r"[¥￥$€£价價]\s*$")


def disguised_numbers(text: str) -> list[tuple[int, int]]:
    """Return where telephone numbers begin and end, the first first; none overlaps another."""
    if sum(one.isdigit() or one in _SPOKEN for one in text) < SHORTEST:
        return []
    digits = _digits(text)
    found = sorted({*_shaped(digits), *_spans(_ABROAD, digits), *_spans(_LABELLED, digits)})
    kept: list[tuple[int, int]] = []
    for begin, end in found:
        if kept and begin < kept[-1][1]:
            kept[-1] = kept[-1][0], max(end, kept[-1][1])
        else:
            kept.append((begin, end))
    return kept


def _digits(text: str) -> str:
    """Return the text, letter by letter, with a digit for whatever stands for one."""
    return "".join(
        _digit(letter, text[at - 1 : at], text[at + 1 : at + 2]) for at, letter in enumerate(text)
    )


def _digit(letter: str, before: str, after: str) -> str:
    if "0" <= letter <= "9":
        return letter
    if letter in _LOOKALIKE:
        alone = not before.isalpha() and not after.isalpha()
        return _LOOKALIKE[letter] if alone and (before.isdigit() or after.isdigit()) else letter
    if letter in _SPOKEN:
        return _SPOKEN[letter]
    value = unicodedata.digit(letter, None)
    return letter if value is None else str(value)


def _shaped(digits: str) -> Iterator[tuple[int, int]]:
    for pattern, groups in _SHAPES:
        at = 0
        while found := pattern.search(digits, at):
            begin, end = found.span()
            written = tuple(len(one) for one in _GROUP.findall(found.group()))
            is_priced = _PRICED.match(digits, end) or _PRICE.search(digits[:begin])
            if written in groups and not (len(written) > 1 and is_priced):
                yield begin, end
                at = end
            else:
                at = begin + 1


def _spans(pattern: re.Pattern[str], digits: str) -> Iterator[tuple[int, int]]:
    for found in pattern.finditer(digits):
        yield found.span("number" if "number" in pattern.groupindex else 0)
