"""The words the server itself says, in three languages; keys are dotted paths into JSON files."""

import json
import os
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("zh-CN", "zh-TW", "en")
DEFAULT_LANGUAGE = "zh-CN"


class _Params(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def say(language: str, key: str, **params: Any) -> str:
    """Return the sentence for `key`; the key itself when nobody has written it yet."""
    sentence = _sentences(language_of(language)).get(key)
    return key if sentence is None else sentence.format_map(_Params(params))


@cache
def language_of(wanted: str) -> str:
    """Return the best of our languages for an Accept-Language header or a language tag."""
    for part in wanted.split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith(("zh-tw", "zh-hk", "zh-mo", "zh-hant")):
            return "zh-TW"
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return DEFAULT_LANGUAGE


def terminal_language() -> str:
    """Return the language to speak on the command line: Chinese where the locale is Chinese.

    A terminal that names no language may not be able to show more than ASCII: it gets English.
    """
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((one for one in named if one), "").replace("_", "-")
    return language_of(locale) if locale.startswith("zh") else "en"


@cache
def _sentences(language: str) -> dict[str, str]:
    source = files(__package__).joinpath(f"{language}.json").read_text("utf-8")
    return _flattened(json.loads(source))


def _flattened(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            flat |= _flattened(value, f"{path}.")
        else:
            flat[path] = value
    return flat
