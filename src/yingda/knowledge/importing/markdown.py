"""Markdown: headings are questions, what stands under them is the answer."""

import re
from collections.abc import Iterator

from yingda.knowledge.importing.encodings import decoded
from yingda.knowledge.importing.rows import BrokenRow, Note, Row, too_long
from yingda.knowledge.importing.sections import Section, cut

_ASKS = re.compile(
    r"[?？]\s*$|^(?:如何|怎么|怎样|怎麼|怎樣|为什么|為什麼|为何|為何|是否|能否|可否|什么|什麼|哪些|哪里"
    r"|how|why|what|when|where|which|who|can|does|do|is|are|should)(?![a-z])",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"^(?:本(?:文档?|小?节|章|部分|页)|以下|下面|此处|这里)[^。\n]{0,80}"
    r"(?:介绍|列出|汇总|总结|说明|收集|整理|描述|包含|是)"
    r"|^(?:this|the following) (?:document|page|section|chapter|part|article)\b",
    re.IGNORECASE,
)
_DEEP = 4  # headings from this level on structure an answer rather than ask


def read_markdown(content: bytes) -> Iterator[Row | BrokenRow]:
    """Yield a row for every heading that has something to say.

    A heading that only gathers others becomes their category. Its text, when it merely introduces
    them, is yielded too, noted as an introduction, so that a person decides and nothing is lost.
    """
    lines = re.split(r"\r\n?|\n", decoded(content))
    matter, start = _front_matter(lines)
    root = cut(lines[start:], start + 1)
    title = matter.get("title") or (root.parts[0].title if len(root.parts) == 1 else "")
    if root.text.strip() and title:
        yield _row(Section(root.line, 0, title, root.body), (), "")
    for section in root.parts:
        yield from _rows(section, (title,) if title else ())


def _front_matter(lines: list[str]) -> tuple[dict[str, str], int]:
    """Return the `name: value` lines between leading --- marks, and the first line after them."""
    if not lines or lines[0].strip() != "---":
        return {}, 0
    for at, line in enumerate(lines[1:], 1):
        if line.strip() in {"---", "..."}:
            pairs = (entry.partition(":") for entry in lines[1:at] if not entry.startswith(" "))
            return {name.strip(): value.strip().strip("'\"") for name, _, value in pairs}, at + 1
    return {}, 0


def _rows(section: Section, path: tuple[str, ...]) -> Iterator[Row | BrokenRow]:
    if not section.parts or _answers_whole(section):
        yield _row(section, path, section.whole())
        return
    inner = path if section.title in path else (*path, section.title)
    if section.text.strip():
        yield _row(section, path, section.text)
    for part in section.parts:
        yield from _rows(part, inner)


def _answers_whole(section: Section) -> bool:
    """Tell whether the parts belong to one answer, rather than being questions themselves."""
    if section.level == 1 or any(_ASKS.search(part.title) for part in section.parts):
        return False
    deep = section.parts[0].level >= _DEEP and bool(section.text.strip())
    return deep or _ASKS.search(section.title) is not None


def _row(section: Section, path: tuple[str, ...], text: str) -> Row | BrokenRow:
    answer = text or section.text
    introduces = bool(section.parts or section.level <= 1) and _is_introduction(section)
    notes = (Note("introduction"),) if introduces else ()
    category = " / ".join(path)[:200]
    row = Row(section.line, section.title, answer.strip("\n"), category, notes=notes)
    if not answer.strip():
        return BrokenRow(section.line, (Note("row_no_answer"),), section.title)
    problems = too_long(row)
    return BrokenRow(row.line, tuple(problems), row.question[:500]) if problems else row


def _is_introduction(section: Section) -> bool:
    return _INTRODUCES.match(section.text.strip()) is not None
