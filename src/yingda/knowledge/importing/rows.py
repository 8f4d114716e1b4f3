"""One row of a file: what it means, or why it is broken."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from yingda.knowledge import conditions
from yingda.knowledge.importing import limits

AnswerMode = Literal["public", "conditional", "internal", "human"]
Translations = dict[str, dict[str, Any]]  # "question", "answer" and a list "similar"


@dataclass(frozen=True)
class Note:
    """A code with the values its translation needs."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A question with its answer, as the file gives it, not yet cleaned."""

    line: int
    question: str
    answer: str
    category: str = ""
    similar: tuple[str, ...] = ()
    answer_mode: AnswerMode = "public"
    language: str | None = None
    conditions: dict[str, Any] | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    translations: Translations = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class BrokenRow:
    """A row that cannot be used, with what could still be read of it."""

    line: int
    problems: tuple[Note, ...]
    question: str = ""
    answer: str = ""


_NAMES = {
    "question": (
        "question q title standard_question 问题 問題 标准问 標準問 标准问题 標準問題"
        " 标准问法 標準問法 问 問 标题 標題 知识标题"
    ),
    "answer": "answer a reply content response 答案 回答 回复 回覆 解答 答 内容 內容 答复",
    "category": "category group topic 分类 分類 类别 類別 类目 類目 目录 目錄",
    "similar": (
        "similar similar_questions aliases variants 相似问 相似問 相似问法 相似問法 相似问题"
        " 相似問題 扩展问 擴展問 同义问"
    ),
    "answer_mode": "answer_mode mode 回答方式 答复方式 答覆方式 回覆方式 可见性",
    "language": "language lang locale 语言 語言",
    "conditions": "conditions condition 条件 條件 适用条件 適用條件",
    "valid_from": "valid_from start_date 生效日期 开始日期 開始日期 生效时间 生效時間",
    "valid_until": (
        "valid_until end_date expires 失效日期 结束日期 結束日期 到期日 失效时间 失效時間"
    ),
}
_COLUMNS = {name: column for column, names in _NAMES.items() for name in names.split()}
_TRANSLATED = re.compile(r"^(question|answer)[_ -]*(en|zh[_-]?cn|zh[_-]?tw)$")
_LANGUAGES = {"en": "en", "zhcn": "zh-CN", "zhtw": "zh-TW", "zh": "zh-CN"}
_MODES: dict[str, AnswerMode] = {
    **dict.fromkeys(("", "public", "公开", "公開", "所有人"), "public"),
    **dict.fromkeys(("conditional", "条件", "條件", "按条件", "依條件"), "conditional"),
    **dict.fromkeys(("internal", "内部", "內部", "仅内部", "僅內部", "internal only"), "internal"),
    **dict.fromkeys(("human", "人工", "转人工", "轉人工", "轉真人", "真人"), "human"),
}


def column_for(header: str) -> str | None:
    """Return the field a column heading stands for, in Chinese or English, or None."""
    name = header.strip().strip("\ufeff*：:").strip().lower()
    if translated := _TRANSLATED.match(name):
        return f"{translated.group(1)}@{_LANGUAGES[re.sub('[_-]', '', translated.group(2))]}"
    return _COLUMNS.get(name) or _COLUMNS.get(name.replace(" ", "_"))


def row_from(line: int, fields: Mapping[str, object]) -> Row | BrokenRow:
    """Make a row of what the columns hold; every problem of the row is listed, not the first."""
    problems: list[Note] = []
    question, answer = _text(fields.get("question")), _text(fields.get("answer"))
    mode = _mode(fields.get("answer_mode"), problems)
    if not question:
        problems.append(Note("row_no_question"))
    if not answer and mode != "human":
        problems.append(Note("row_no_answer"))
    row = Row(
        line=line,
        question=question,
        answer=answer,
        category=_text(fields.get("category")),
        similar=_similar(fields.get("similar")),
        answer_mode=mode,
        language=_language(fields.get("language"), problems),
        conditions=_conditions(fields.get("conditions"), mode, problems),
        valid_from=_day(fields.get("valid_from"), problems),
        valid_until=_day(fields.get("valid_until"), problems),
        translations=_translations(fields),
    )
    problems += too_long(row)
    return BrokenRow(line, tuple(problems), question[:500], answer[:500]) if problems else row


def too_long(row: Row) -> list[Note]:
    """List the fields of the row that are longer than an entry may be."""
    lengths: tuple[tuple[str, int, int], ...] = (
        ("question", len(row.question), limits.QUESTION_CHARACTERS),
        ("answer", len(row.answer), limits.ANSWER_CHARACTERS),
        ("category", len(row.category), limits.CATEGORY_CHARACTERS),
        ("similar", len(row.similar), limits.SIMILAR_PER_ENTRY),
        ("similar", max(map(len, row.similar), default=0), limits.QUESTION_CHARACTERS),
    )
    for texts in row.translations.values():
        similar = texts.get("similar", ())
        lengths += (
            ("question", len(texts.get("question", "")), limits.QUESTION_CHARACTERS),
            ("answer", len(texts.get("answer", "")), limits.ANSWER_CHARACTERS),
            ("similar", len(similar), limits.SIMILAR_PER_ENTRY),
            ("similar", max(map(len, similar), default=0), limits.QUESTION_CHARACTERS),
        )
    found = [
        Note("row_too_long", {"field": name, "limit": limit})
        for name, length, limit in lengths
        if length > limit
    ]
    return [note for n, note in enumerate(found) if note not in found[:n]]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _similar(value: object) -> tuple[str, ...]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        parts = [_text(part) for part in value]
    else:
        parts = re.split(r"[\n|；;]+", _text(value))
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _mode(value: object, problems: list[Note]) -> AnswerMode:
    mode = _MODES.get(_text(value).lower())
    if mode is None:
        problems.append(Note("row_mode_unknown", {"value": _text(value)[:40]}))
    return mode or "public"


def _language(value: object, problems: list[Note]) -> str | None:
    said = _text(value)
    if not said:
        return None
    language = _LANGUAGES.get(re.sub("[_-]", "", said.lower()))
    if language is None:
        problems.append(Note("row_language_unknown", {"value": said[:40]}))
    return language


def _conditions(value: object, mode: AnswerMode, problems: list[Note]) -> dict[str, Any] | None:
    if value is None or value == "":
        if mode == "conditional":
            problems.append(Note("row_no_conditions"))
        return None
    try:
        tree = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict) or conditions.faults(tree):
        problems.append(Note("row_conditions_wrong"))
        return None
    return tree


def _day(value: object, problems: list[Note]) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    said = _text(value)
    if not said:
        return None
    if found := re.match(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日|[T ].*)?$", said):
        year, month, day = map(int, found.groups())
        try:
            return dt.date(year, month, day)
        except ValueError:
            pass
    problems.append(Note("row_date_wrong", {"value": said[:40]}))
    return None


def _translations(fields: Mapping[str, object]) -> Translations:
    translations: Translations = {}
    given = fields.get("translations")
    if isinstance(given, Mapping):
        for language, texts in cast("Mapping[str, object]", given).items():
            if language in _LANGUAGES.values() and isinstance(texts, Mapping):
                parts = {part: _text(texts.get(part)) for part in ("question", "answer")}
                similar = list(_similar(texts.get("similar")))
                translations[language] = {
                    part: text for part, text in (parts | {"similar": similar}).items() if text
                }
    for name, value in fields.items():
        part, at, language = name.partition("@")
        if at and _text(value):
            translations.setdefault(language, {})[part] = _text(value)
    return {language: texts for language, texts in translations.items() if texts}
