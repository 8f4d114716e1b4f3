"""What each state of an order makes people ask, in the words of many shops' customers.

These words are never shown: the shop's own entry that answers them is.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def state_questions() -> Mapping[str, Mapping[str, list[str]]]:
    """Return {order status: {"zh" or "en": questions, the likeliest first}}."""
    source = files(__package__).joinpath("state_questions.json").read_text("utf-8")
    found: dict[str, dict[str, list[str]]] = json.loads(source)
    return found


def questions_of(status: str, language: str) -> list[str]:
    """Return what people ask of an order in this state; both Chinese scripts read the same."""
    by_language = state_questions().get(status, {})
    return by_language.get("en" if language == "en" else "zh", [])
