"""What a customer's words mean to the step that asked: a value, an order, a way out. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from yingda.bot.flows.documents import AskStep, Choice
from yingda.bot.flows.moves import World
from yingda.bot.flows.wording import in_language
from yingda.customers.folding import fold
from yingda.knowledge.wording import question_key
from yingda.merchants.models import Language

MOST_TEXT = 500
_YES = re.compile(
    "(?:是|对|好|可以|行)(?:的|啊|吧|呀)?|嗯+|确定|确认|没错|同意|没问题|要"
    "|ok|okay|yes|y|yep|yeah|sure|confirm|correct|right"
)
_NO = re.compile("不(?:是|对|要|行|可以)?|否|没有|先不要?|别|no|n|nope|not")
_LEAVE = re.compile(
    "那?算了吧?|不(?:用|需要)了|(?:不|先不|不想)[弄办]了|退出|结束|停止?|返回"
    "|never ?mind|forget it|stop|quit|exit|leave it"
)
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_ORDINAL = re.compile(r"第?([1-9一二三四五六七八九])(?:个|项|条|单|张)?")
_PHONE = re.compile(r"\+?\d[\d\s()-]{5,20}\d")
_NUMBER = re.compile(r"-?\d{1,15}")
_FULL_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_NEAR_DAYS = {"大后天": 3, "后天": 2, "明天": 1, "今天": 0, "tomorrow": 1, "today": 0}


def leaves(text: str) -> bool:
    """Tell whether somebody says no more than that they do not want to go on."""
    return _LEAVE.fullmatch(question_key(text)) is not None


def yes_or_no(text: str) -> bool | None:
    """Return a yes, a no, or neither."""
    key = question_key(text)
    if _YES.fullmatch(key):
        return True
    return False if _NO.fullmatch(key) else None


def order_meant(text: str, orders: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the one order that a text names: by its number, the end of it, or its place."""
    named = order_numbered(text, orders)
    if named is not None:
        return named
    place = _place(fold(text))
    return orders[place - 1] if place is not None and place <= len(orders) else None


def order_numbered(text: str, orders: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the one order that a text names by its number, or by the end of it."""
    plain = fold(text)
    named = [order for order in orders if fold(str(order["number"])) in plain]
    if len(named) == 1:
        return named[0]
    ends = re.findall(r"\d{4,}", plain)
    ending = [one for one in orders if any(str(one["number"]).endswith(end) for end in ends)]
    return ending[0] if len(ending) == 1 else None


def choice_meant(text: str, choices: Sequence[Choice]) -> Choice | None:
    """Return the one choice that a text names: by its words in any language, or its place."""
    key = question_key(text)
    labels = {
        n: {question_key(one) for one in choice.label.values()} for n, choice in _all(choices)
    }
    same = [n for n, keys in labels.items() if key in keys]
    within = same or [n for n, keys in labels.items() if any(_is_in(one, key) for one in keys)]
    if len(within) == 1:
        return choices[within[0]]
    place = _place(fold(text))
    return choices[place - 1] if place is not None and place <= len(choices) else None


def value_of(step: AskStep, text: str, world: World) -> object:
    """Return the value a text gives to the slot, None when it gives none.

    A choice is stored as its `value` and its words, a date as YYYY-MM-DD.
    """
    match step.kind:
        case "choice":
            choice = choice_meant(text, step.choices)
            return None if choice is None else chosen(choice, world.language)
        case "number":
            return _number(step, text)
        case "phone":
            found = _PHONE.search(fold(text))
            return None if found is None else re.sub(r"[\s()-]", "", found.group())
        case "date":
            now = datetime.fromtimestamp(world.now / 1000, ZoneInfo(world.timezone))
            day = _date(fold(text), now.date())
            return None if day is None else day.isoformat()
        case _:
            words = text.strip()
            return words if (step.least or 1) <= len(words) <= (step.most or MOST_TEXT) else None


def chosen(choice: Choice, language: Language) -> dict[str, Any]:
    """Return what is stored of a choice."""
    return {"value": choice.value, "label": in_language(choice.label, language) or choice.value}


def _all(choices: Sequence[Choice]) -> list[tuple[int, Choice]]:
    return list(enumerate(choices))


def _is_in(label: str, key: str) -> bool:
    return len(label) > 1 and label in key and len(key) <= 2 * len(label) + 4


def _place(plain: str) -> int | None:
    found = _ORDINAL.fullmatch(plain.strip(" .。!！"))
    if found is None:
        return None
    return _DIGITS.get(found[1]) or int(found[1])


def _number(step: AskStep, text: str) -> int | None:
    found = _NUMBER.findall(fold(text))
    if len(found) != 1:
        return None
    number = int(found[0])
    fits = (step.least is None or number >= step.least) and (
        step.most is None or number <= step.most
    )
    return number if fits else None


def _date(plain: str, today: date) -> date | None:
    for word, days in _NEAR_DAYS.items():
        if word in plain:
            return today + timedelta(days=days)
    full = _FULL_DATE.search(plain)
    try:
        if full:
            return date(*map(int, full.groups()))
        day = _DAY.search(plain)
        if day is None:
            return None
        this_year = date(today.year, *map(int, day.groups()))
        return this_year if this_year >= today else this_year.replace(year=today.year + 1)
    except ValueError:
        return None
