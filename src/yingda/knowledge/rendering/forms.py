"""The three forms of one answer: whole on a page, short in a chat, a few words when spoken."""

import re
from dataclasses import dataclass

SPOKEN_LIMIT = 120
_FENCE = re.compile(r"```.*?```", re.DOTALL)
# All of these read a line once: what an answer holds is never tried in many ways.
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\]\(([^)\n]{0,2000})\)")
_LINK = re.compile(r"\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)")
_URL = re.compile(r"https?://\S+|www\.\S+")
_HEADING = re.compile(r"^#{1,6}[ \t]++(.*)$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*+(?:[-*_][ \t]*+){3,}+$|^(?=.*-{3})[ \t:|-]++$", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*+\|(.+)\|[ \t]*$", re.MULTILINE)
_ITEM = re.compile(r"^[ \t]*+(?:[-*+]|\d{1,2}[.)、])[ \t]++", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]*+>[ \t]?", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__|\*|`|~~)(?=\S)(.{1,300}?)(?<=\S)\1")
_ARROW = re.compile(r"[ \t]*+(?:→|->|=>)[ \t]*+")
_ASIDE = re.compile(r"（[^（）]{0,60}）|\([^()]{0,60}\)")
_END = re.compile(r"(?<=[。！？!?；;])|(?<=[.])\s+|\n+")
_ENDS = "。！？!?；;.，,、:："


@dataclass(frozen=True)
class Forms:
    """One answer for a page and a chat in Markdown, and as plain words to be read aloud."""

    page: str
    chat: str
    spoken: str


def forms_of(answer: str, spoken_limit: int = SPOKEN_LIMIT) -> Forms:
    """Return the three forms; `spoken` has at most `spoken_limit` characters."""
    return Forms(answer.strip(), chat_of(answer), spoken_of(answer, spoken_limit))


def chat_of(answer: str) -> str:
    """Return an answer as a bubble can show it: no headings, tables, pictures or rules.

    An answer of pictures alone becomes links to them, so that nobody gets an empty bubble.
    """
    answer = answer.replace("\r\n", "\n")
    return _in_words(_IMAGE.sub("", answer)) or _in_words(pictures_as_links(answer))


def pictures_as_links(answer: str) -> str:
    """Return an answer in which each picture is a link with its caption."""
    return _IMAGE.sub(lambda one: f"[{one.group(1) or one.group(2)}]({one.group(2)})", answer)


def _in_words(text: str) -> str:
    text = _HEADING.sub(lambda line: f"**{line.group(1).rstrip(' #')}**", text)
    text = _RULE.sub("", text)
    text = _ROW.sub(lambda row: " · ".join(_cells(row.group(1))), text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def plain_of(answer: str) -> str:
    """Return the words of an answer without any Markdown, one thought a line."""
    text = _LINK.sub(r"\1", _FENCE.sub("", chat_of(answer)))
    text = _QUOTE.sub("", _ITEM.sub("", text))
    for _ in range(2):  # emphasis within emphasis
        text = _EMPHASIS.sub(r"\2", text)
    return re.sub(r"[ \t]+", " ", _URL.sub("", text)).strip()


def spoken_of(answer: str, limit: int = SPOKEN_LIMIT) -> str:
    """Return what to say aloud: whole sentences from the beginning, as many as fit.

    What stands in brackets is for readers; an arrow is a pause. A first sentence that alone is too
    long ends at its last comma that fits.
    """
    words = _ARROW.sub(_pause, _ASIDE.sub("", plain_of(answer)))
    sentences = [one.strip() for one in _END.split(words)]
    said = ""
    for sentence in filter(None, sentences):
        longer = said + _joint(said) + sentence
        if len(longer) > limit:
            break
        said = longer
    first = next(filter(None, sentences), "")
    return said or _shortened(first, limit)


def _pause(arrow: re.Match[str]) -> str:
    follows = arrow.string[arrow.end() : arrow.end() + 1]
    return ", " if follows.isascii() else "，"


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|") if cell.strip()]


def _joint(said: str) -> str:
    if not said:
        return ""
    if said[-1] not in _ENDS:
        return ". " if said[-1].isascii() else "。"
    return " " if said[-1].isascii() else ""


def _shortened(sentence: str, limit: int) -> str:
    if len(sentence) <= limit:
        return sentence
    head = sentence[:limit]
    comma = max(head.rfind(mark) for mark in "，,、；;")
    return head[:comma] if comma >= limit // 2 else head[: limit - 1] + "…"
