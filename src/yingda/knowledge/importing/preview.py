"""What an import would store: every row cleaned, judged and explained before anything happens."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from yingda.knowledge.cleaning.washing import Shape, Washed, wash
from yingda.knowledge.importing.rows import BrokenRow, Note, Row, Translations, too_long
from yingda.knowledge.wording import question_key

Verdict = Literal["clean", "cleaned", "quarantined", "broken", "duplicate"]


@dataclass(frozen=True)
class Known:
    """A stored entry that a row may repeat."""

    entry_id: str
    answer: str


@dataclass(frozen=True)
class Judged:
    """One row as it would be stored, what was changed in it, and what speaks against it."""

    line: int
    verdict: Verdict
    question: str
    answer: str
    category: str = ""
    similar: tuple[str, ...] = ()
    answer_mode: str = "public"
    language: str | None = None
    conditions: dict[str, Any] | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    translations: Translations = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    problems: tuple[Note, ...] = ()
    same_as: str | None = None  # the stored entry that already answers this question

    def stored(self) -> dict[str, Any]:
        """Return the row as plain JSON values."""
        return asdict(self)


def judge(
    rows: Iterable[Row | BrokenRow],
    known: Mapping[str, Known],
    *,
    answer_shape: Shape = "page",
    fill: Mapping[str, str] | None = None,
) -> list[Judged]:
    """Clean and judge every row; `known` holds what is stored, by question key.

    `fill` gives words for placeholders that a site generator left behind: {".company": "…"}.
    """
    judge_row = _Judge(dict(known), answer_shape, dict(fill or {}))
    return [judge_row(row) for row in rows]


class _Judge:
    """Remembers the questions seen, so that the second of two equal ones is a duplicate."""

    def __init__(self, known: dict[str, Known], shape: Shape, fill: dict[str, str]) -> None:
        self._known = known
        self._seen: dict[str, Row] = {}
        self._shape = shape
        self._fill = fill

    def __call__(self, row: Row | BrokenRow) -> Judged:
        if isinstance(row, BrokenRow):
            return Judged(row.line, "broken", row.question, row.answer, problems=row.problems)
        washing = _Washing(self._shape, self._fill)
        clean = washing.row(row)
        broken = too_long(clean)
        if not clean.question or not (clean.answer or clean.answer_mode == "human"):
            broken.append(Note("row_empty_when_clean"))
        same = self._known.get(question_key(clean.question))
        duplicate = self._duplicate(clean, same)
        problems = broken or [*clean.notes, *washing.problems, *([duplicate] if duplicate else ())]
        changes = tuple(dict.fromkeys(washing.changes))
        return Judged(
            line=row.line,
            verdict=_verdict(broken, duplicate, problems, changes),
            changes=changes,
            problems=tuple(problems),
            same_as=same.entry_id if same else None,
            **_contents(clean),
        )

    def _duplicate(self, row: Row, same: Known | None) -> Note | None:
        first = self._seen.setdefault(question_key(row.question), row)
        if first is not row:
            equal = first.answer == row.answer
            return Note("duplicate_in_file" if equal else "differs_in_file", {"line": first.line})
        if same is None:
            return None
        equal = same.answer == row.answer
        code = "duplicate_of_entry" if equal else "differs_from_entry"
        return Note(code, {"entry_id": same.entry_id})


class _Washing:
    """Cleans the fields of one row and gathers what was done."""

    def __init__(self, shape: Shape, fill: dict[str, str]) -> None:
        self._shape = shape
        self._fill = fill
        self.changes: list[str] = []
        self.problems: list[Note] = []

    def row(self, row: Row) -> Row:
        return replace(
            row,
            question=self._text(row.question, "line"),
            answer=self._text(row.answer, self._shape),
            category=self._text(row.category, "line"),
            similar=tuple(filter(None, (self._text(text, "line") for text in row.similar))),
            translations={
                language: texts
                for language, given in row.translations.items()
                if (texts := self._translation(given))
            },
        )

    def _translation(self, texts: dict[str, Any]) -> dict[str, Any]:
        """Return what is left of a translation when it is clean: an empty cell is none."""
        washed = {part: self._translated(part, text) for part, text in texts.items()}
        return {part: text for part, text in washed.items() if text}

    def _translated(self, part: str, text: Any) -> Any:  # noqa: ANN401 - a text, or a list of them
        if part == "similar":
            return list(filter(None, (self._text(one, "line") for one in text)))
        return self._text(text, "line" if part == "question" else self._shape)

    def _text(self, text: str, shape: Shape) -> str:
        washed: Washed = wash(self._filled(text), shape)
        self.changes += washed.changes
        self.problems += [Note(found.code, found.params) for found in washed.suspicions]
        return washed.text

    def _filled(self, text: str) -> str:
        for name, words in self._fill.items():
            pattern = r"\{\{\{?\s*\.?" + re.escape(name.lstrip(".")) + r"\s*\}?\}\}"
            filled = re.sub(pattern, lambda _, words=words: words, text)  # type: ignore[misc]
            if filled != text:
                self.changes.append("placeholder_filled")
            text = filled
        return text


def _verdict(
    broken: list[Note], duplicate: Note | None, problems: list[Note], changes: tuple[str, ...]
) -> Verdict:
    if broken:
        return "broken"
    if duplicate:
        return "duplicate"
    if problems:
        return "quarantined"
    return "cleaned" if changes else "clean"


def _contents(row: Row) -> dict[str, Any]:
    return {
        "question": row.question,
        "answer": row.answer,
        "category": row.category,
        "similar": tuple(dict.fromkeys(row.similar)),
        "answer_mode": row.answer_mode,
        "language": row.language,
        "conditions": row.conditions,
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "translations": row.translations,
    }
