"""Texts of a flow with their values put in: data is shown as it is and never read as a text again.

A name says how its value is shown: `…_at` is a time, `…_cents` an amount, `status` a state of an
order.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from yingda.bot.flows.documents import Texts
from yingda.foundation.words import say
from yingda.merchants.models import Language

PLACE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\}")
FALLBACKS: dict[Language, tuple[Language, ...]] = {
    "zh-CN": ("zh-CN", "zh-TW", "en"),
    "zh-TW": ("zh-TW", "zh-CN", "en"),
    "en": ("en", "zh-CN", "zh-TW"),
}


def places(texts: Texts) -> set[str]:
    """Return the values that a text asks for, in any language."""
    return {name for wording in texts.values() for name in PLACE.findall(wording)}


def in_language(texts: Texts, language: Language) -> str:
    """Return the wording in a language, or in the next best one; empty when there is none."""
    return next((texts[one] for one in FALLBACKS[language] if one in texts), "")


def value_at(values: Mapping[str, Any], path: str) -> object:
    """Return the value at `order.number`, None when nothing is there."""
    name, _, part = path.partition(".")
    value = values.get(name)
    if not part:
        return value
    return value.get(part) if isinstance(value, Mapping) else None


def filled(
    texts: Texts, values: Mapping[str, Any], language: Language, timezone: str = "Asia/Shanghai"
) -> str:
    """Return the wording with its values; what is missing is shown as a dash."""
    wording = in_language(texts, language)

    def put(found: re.Match[str]) -> str:
        return shown(found[1], values, language, timezone)

    return PLACE.sub(put, wording)


def shown(path: str, values: Mapping[str, Any], language: Language, timezone: str) -> str:
    """Return one value as people read it."""
    value = value_at(values, path)
    part = path.rpartition(".")[2]
    match value:
        case None | "":
            return "—"
        case bool():
            return say(language, f"bot.flow.{'yes' if value else 'no'}")
        case int() if part.endswith("_at"):
            return _time(value, language, timezone)
        case int() if part.endswith("_cents"):
            return _money(value, str(value_at(values, _beside(path, "currency")) or "CNY"))
        case str() if part == "status":
            key = f"bot.flow.status.{value}"
            word = say(language, key)
            return value if word == key else word
        case list():
            return "\n".join(str(one) for one in value)
        case dict():
            return str(value.get("number") or value.get("label") or "—")
        case _:
            return str(value)


def _beside(path: str, part: str) -> str:
    name, dot, _ = path.partition(".")
    return f"{name}.{part}" if dot else part


def _money(cents: int, currency: str) -> str:
    mark = "¥" if currency == "CNY" else f"{currency} "
    whole, rest = divmod(abs(cents), 100)
    return f"{mark}{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def _time(at: int, language: Language, timezone: str) -> str:
    try:
        moment = datetime.fromtimestamp(at / 1000, ZoneInfo(timezone))
    except (ValueError, OverflowError, OSError):  # outside of every calendar
        return "—"
    clock = f"{moment.hour:02d}:{moment.minute:02d}"
    key = "bot.flow.moment"
    return say(language, key, month=moment.month, day=moment.day, clock=clock)
