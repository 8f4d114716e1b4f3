"""Characters nobody sees, and spaces that only look like spaces."""

import re
import unicodedata

# Zero-width space and non-joiner, soft hyphen, byte order mark, direction marks and overrides.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_JOINER = re.compile("\u200d")
_WIDE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029\v\f]")


def normalise_line_ends(text: str) -> str:
    """Make every kind of line end a plain newline."""
    return _LINE_ENDS.sub("\n", text)


def remove_invisible(text: str) -> str:
    """Drop control, zero-width, direction and private-use characters; keep joined emoji whole."""
    text = _INVISIBLE.sub("", text)
    text = "".join(char for char in text if not _is_control(char))
    while (joined := _without_loose_joiners(text)) != text:
        text = joined
    return text


def _without_loose_joiners(text: str) -> str:
    return _JOINER.sub(lambda found: _joiner(text, found.start()), text)


def _is_control(char: str) -> bool:
    # Private use (Co) is what icon fonts leave behind; unassigned and lone surrogates never print.
    return char not in "\n\t" and unicodedata.category(char) in {"Cc", "Co", "Cs", "Cn"}


def _joiner(text: str, at: int) -> str:
    """Keep a zero-width joiner only between two emoji."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return "\u200d" if _is_emoji(before) and _is_emoji(after) else ""


def _is_emoji(char: str) -> bool:
    return char == "\ufe0f" or (char != "" and unicodedata.category(char) in {"So", "Sk"})


def narrow_wide_spaces(text: str) -> str:
    """Replace full-width, no-break and typographic spaces by plain ones."""
    return _WIDE.sub(" ", text)


def collapse_line(text: str) -> str:
    """Make one line of it: every run of white space becomes one space."""
    return " ".join(text.split())


def collapse_spaces(text: str) -> str:
    """Tidy the spaces of prose, keeping indentation, hard breaks and one blank line."""
    lines = [_tidy(line) for line in text.split("\n")]
    text = "\n".join(lines)
    text = re.sub(r"\n(?: *\n){2,}", "\n\n", text)
    return re.sub(r"\A(?: *\n)+|\s+\Z", "", text)


def _tidy(line: str) -> str:
    body = line.strip()
    if not body:
        return ""
    if body.startswith("|"):  # a table row: its spaces align columns
        return line.rstrip()
    indent = line[: len(line) - len(line.lstrip())]
    hard_break = "  " if line.endswith("  ") else ""
    return indent + re.sub(r"[ \t]{2,}", " ", body) + hard_break
