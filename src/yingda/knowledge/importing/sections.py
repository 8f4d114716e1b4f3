"""A Markdown text cut at its headings, with what stands before the first of them."""

import re
from dataclasses import dataclass, field

_FENCE = re.compile(r"^(?:[ \t]*(?:>[ ]?)*)[ \t]*(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$")
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)+[.、]?|[Qq]\d*[:：.、]|问\d*[:：]|\d{1,3}[.、)）])\s*")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|~])")


@dataclass
class Section:
    """A heading with the text under it and the sections within it."""

    line: int
    level: int
    heading: str
    body: list[str] = field(default_factory=list)
    parts: list["Section"] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The heading as plain words, without numbering."""
        return _NUMBERING.sub("", plain(self.heading)) or plain(self.heading)

    @property
    def text(self) -> str:
        """The text under the heading itself, without its parts."""
        return "\n".join(self.body).strip("\n")

    def whole(self) -> str:
        """Return the text with all parts and their headings."""
        parts = [f"{'#' * part.level} {part.heading}\n\n{part.whole()}" for part in self.parts]
        return "\n\n".join(filter(None, [self.text.rstrip(), *map(str.strip, parts)]))


def cut(lines: list[str], first_line: int = 1) -> Section:
    """Return the tree of sections; its root (level 0) holds what comes before any heading."""
    root = Section(first_line, 0, "")
    path = [root]
    fence = ""
    for number, line in enumerate(lines, first_line):
        fence = _fence_after(line, fence)
        found = None if fence else _HEADING.match(line)
        if found is None:
            path[-1].body.append(line)
            continue
        section = Section(number, len(found.group(1)), found.group(2).strip())
        while path[-1].level >= section.level:
            path.pop()
        path[-1].parts.append(section)
        path.append(section)
    return root


def plain(markdown: str) -> str:
    """Return the words of one line of Markdown; code keeps its back ticks."""
    parts = re.split(r"(`[^`]*`)", _LINK.sub(r"\1", markdown))
    words = [
        part if part.startswith("`") else _ESCAPE.sub(r"\1", _EMPHASIS.sub(r"\2", part))
        for part in parts
    ]
    return "".join(words).strip()


def _fence_after(line: str, fence: str) -> str:
    """Return the fence that is open behind this line, or nothing."""
    found = _FENCE.match(line)
    if not found:
        return fence
    mark = found.group(1)
    if not fence:
        return mark
    closes = mark[0] == fence[0] and len(mark) >= len(fence) and line.strip(" \t>") == mark
    return "" if closes else fence
