"""Numbers with what they count, in Chinese and English alike: 七天, 7 天, 7 days. Pure."""

import re

_DIGITS = {char: value for value, chars in enumerate(
    ("零〇○", "一壹", "二两貳贰", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
) for char in chars}  # fmt: skip
_TENS = {
    "十": 10,
    "拾": 10,
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "万": 10_000,
    "萬": 10_000,
}
_CHINESE = "".join((*_DIGITS, *_TENS))
_UNITS = {
    "day": "天|日|days?", "hour": "个?小时|個?小時|hours?|hrs?",
    "minute": "分钟|分鐘|minutes?|mins?", "week": "周|週|个?星期|個?星期|weeks?",
    "month": "个?月|個?月|months?", "year": "年|years?",
    "money": "元|块钱?|塊錢?|圓|yuan|rmb|cny|usd|dollars?", "percent": "%|％|percent",
    "discount": "折", "piece": "件|个|個|pieces?|items?", "time": "次|times?",
}  # fmt: skip
_UNIT = "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items())
_NUMBER = re.compile(
    rf"(?P<sign>[¥￥$€])?\s*(?P<number>\d[\d,，]*(?:\.\d+)?|百分之(?P<share>[{_CHINESE}\d.]+)|[{_CHINESE}]+)"
    rf"\s*(?:个)?(?:{_UNIT})?",
    re.IGNORECASE,
)


def quantities(text: str) -> set[tuple[float, str]]:
    """Return each number of a text with its unit; a Chinese numeral counts where a unit follows.

    一下 and 一般 count nothing, so a numeral without a unit is left out; digits without one have
    the unit "".
    """
    found = set()
    for one in _NUMBER.finditer(text):
        unit = next((name for name in _UNITS if one.group(name)), "")
        if one.group("sign"):
            unit = "money"
        if share := one.group("share"):
            found.add((_value(share), "percent"))
        elif one.group("number")[0].isdigit() or unit:
            found.add((_value(one.group("number")), unit))
    return found


def _value(number: str) -> float:
    plain = number.replace(",", "").replace("，", "")
    try:
        return float(plain)
    except ValueError:
        return float(_chinese(plain))


def _chinese(numeral: str) -> int:
    if not any(char in _TENS for char in numeral):
        return int("".join(str(_DIGITS.get(char, 0)) for char in numeral))
    total, part, digit = 0, 0, 0
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif _TENS.get(char) == 10_000:
            total, part, digit = (total + part + digit) * 10_000, 0, 0
        else:
            part += (digit or 1) * _TENS.get(char, 1)
            digit = 0
    return total + part + digit
