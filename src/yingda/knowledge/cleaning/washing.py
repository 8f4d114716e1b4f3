"""The whole wash: every step in order, until nothing changes any more."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from yingda.knowledge.cleaning import invisible, markup, mojibake, pinyin, spam
from yingda.knowledge.cleaning.spam import Suspicion

Shape = Literal["line", "page", "markdown"]
_Steps = tuple[tuple[str, Callable[[str], str]], ...]
_CHARACTER_STEPS: _Steps = (
    ("line_ends", invisible.normalise_line_ends),
    ("mojibake_repaired", mojibake.repair),
    ("invisible_removed", invisible.remove_invisible),
)

_CODE = re.compile(
    r"(?ms)^(?P<indent>[ \t]*(?:>[ ]?)*[ \t]*)(?P<fence>`{3,}|~{3,})[^\n]*\n.*?"
    r"(?:^(?:[ \t]*(?:>[ ]?)*[ \t]*)(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<tick>`{1,2})(?!`)[^\n]+?(?<!`)(?P=tick)(?!`)"
)
_HELD = re.compile("\ue000(\\d+)\ue001")
_SHORTCODE = re.compile(r"^[ \t]*\{\{[<%].*?[>%]\}\}[ \t]*\n?", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\{\{?\s*[.\w-]+\s*\}?\}\}")
_ROUNDS = 12


@dataclass(frozen=True)
class Washed:
    """What is left, what was done to it, and what a person should look at."""

    text: str
    changes: tuple[str, ...]
    suspicions: tuple[Suspicion, ...]


def wash(text: str, shape: Shape = "markdown") -> Washed:
    """Clean `text`; washing the result again changes nothing.

    `line` is one line without markup (a question), `page` may be a scraped page, `markdown` is
    written by people and keeps its lines. Code in back ticks and fences is never touched.
    """
    changes: list[str] = []
    for _ in range(_ROUNDS):
        before = text
        text = _round(text, shape, changes)
        if text == before:
            break
    return Washed(text, tuple(dict.fromkeys(changes)), _suspicions(text))


def _round(text: str, shape: Shape, changes: list[str]) -> str:
    for code, step in _CHARACTER_STEPS:
        text = _noted(text, step, code, changes)
    # HTML may bring code of its own, so code is put aside anew before the words are tidied.
    for steps in (_markup_steps(shape), _word_steps(shape)):
        text, held = _hold_code(text) if shape != "line" else (text, [])
        for code, step in steps:
            text = _noted(text, step, code, changes)
        text = _put_back(text, held)
    return text


def _markup_steps(shape: Shape) -> _Steps:
    def tags(text: str) -> str:
        if not markup.has_tags(text):
            return text
        if shape == "line":
            return markup.to_line(text)
        return markup.to_markdown(text, keep_lines=shape == "markdown")

    return (("shortcode_removed", lambda text: _SHORTCODE.sub("", text)), ("html_removed", tags))


def _word_steps(shape: Shape) -> _Steps:
    spaces = invisible.collapse_line if shape == "line" else invisible.collapse_spaces
    return (
        ("entities_decoded", markup.decode_entities),
        ("wide_spaces", invisible.narrow_wide_spaces),
        ("pinyin_removed", pinyin.remove_readings),
        ("spaces_collapsed", spaces),
    )


def _put_back(text: str, held: list[str]) -> str:
    def code(found: re.Match[str]) -> str:
        number = int(found.group(1))  # an entity may have written a mark of its own
        return held[number] if number < len(held) else ""

    return _HELD.sub(code, text)


def _noted(text: str, step: Callable[[str], str], code: str, changes: list[str]) -> str:
    after = step(text)
    if after != text:
        changes.append(code)
    return after


def _hold_code(text: str) -> tuple[str, list[str]]:
    """Put code aside behind numbered marks, so that no step can touch it."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found.group())
        return f"\ue000{len(held) - 1}\ue001"

    return _CODE.sub(hold, text), held


def _suspicions(text: str) -> tuple[Suspicion, ...]:
    found = list(spam.suspicions(text))
    if mojibake.is_lost(text):
        found.append(Suspicion("unreadable", {}))
    prose, _ = _hold_code(text)
    if placeholder := _PLACEHOLDER.search(prose):
        found.append(Suspicion("placeholder", {"text": placeholder.group()}))
    return tuple(found)
