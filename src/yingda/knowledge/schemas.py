"""Knowledge on the wire."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View
from yingda.knowledge.importing import limits
from yingda.knowledge.importing.preview import Verdict
from yingda.knowledge.models import AnswerMode, CannedReply, EntryStatus, GoldenQuestion
from yingda.merchants.models import Language

Question = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=limits.QUESTION_CHARACTERS),
]
Answer = Annotated[str, StringConstraints(max_length=limits.ANSWER_CHARACTERS)]
Category = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=limits.CATEGORY_CHARACTERS)
]
Similar = Annotated[list[Question], Field(max_length=limits.SIMILAR_PER_ENTRY)]

ServedAt = Annotated[int, Field(ge=1, le=4)]
"""A level of people.md 5.1."""


class Translation(Draft):
    """An entry in another language."""

    question: Question
    answer: Answer = ""
    similar: Similar = Field(default_factory=list)


class EntryDraft(Draft):
    """A new entry."""

    merchant_id: str | None = None
    question: Question
    answer: Answer = ""
    category: Category = ""
    similar: Similar = Field(default_factory=list)
    answer_mode: AnswerMode = "public"
    conditions: dict[str, Any] | None = None
    designed_level: ServedAt | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None
    status: Literal["live", "draft"] = "live"
    language: Language | None = None
    translations: dict[Language, Translation] = Field(default_factory=dict)


class EntryChange(Draft):
    """What to change about an entry; what is left out stays.

    Null empties dates, conditions and the level.
    """

    question: Question | None = None
    answer: Answer | None = None
    category: Category | None = None
    similar: Similar | None = None
    answer_mode: AnswerMode | None = None
    conditions: dict[str, Any] | None = None
    designed_level: ServedAt | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None
    status: EntryStatus | None = None
    language: Language | None = None
    translations: dict[Language, Translation] | None = None


class GoldenQuestionDraft(Draft):
    """A question and the entry that must answer it; without one, it must not be answered."""

    merchant_id: str | None = None
    text: Question
    entry_id: str | None = None


class GoldenQuestionView(View):
    """A golden question."""

    id: str
    text: str
    entry_id: str | None
    created_at: Instant

    @classmethod
    def of(cls, golden: GoldenQuestion) -> Self:
        """Return the view of `golden`."""
        return cls(
            id=golden.id,
            text=golden.text,
            entry_id=golden.entry_id,
            created_at=golden.created_at,
        )


class EntryView(View):
    """An entry as staff see it."""

    id: str
    merchant_id: str
    question: str
    answer: str
    category: str
    similar: list[str]
    answer_mode: AnswerMode
    conditions: dict[str, Any] | None
    designed_level: int | None
    valid_from: Instant | None
    valid_until: Instant | None
    status: EntryStatus
    language: Language
    translations: dict[Language, Translation]
    source: str
    created_at: Instant
    updated_at: Instant
    updated_by: str | None


class CategoryView(View):
    """A category and how many entries it holds."""

    category: str
    count: int


class FoundEntry(View):
    """An entry found for an agent, the most fitting first."""

    entry_id: str
    question: str
    answer: str
    category: str
    answer_mode: AnswerMode
    score: float


class ReadingNoteView(View):
    """Something to know about a row."""

    code: str
    params: dict[str, Any] = Field(default_factory=dict)


class ImportRow(View):
    """One row of a file, as it would be stored."""

    line: int
    verdict: Verdict
    question: str
    answer: str
    category: str
    similar: list[str]
    answer_mode: AnswerMode
    changes: list[str]
    problems: list[ReadingNoteView]
    same_as: str | None = None


class ImportCounts(View):
    """How many rows there are of each verdict."""

    clean: int = 0
    cleaned: int = 0
    quarantined: int = 0
    broken: int = 0
    duplicate: int = 0


class KnowledgeImportView(View):
    """A file as it was read; nothing is stored before it is committed."""

    id: str
    merchant_id: str
    filename: str
    counts: ImportCounts
    rows: list[ImportRow]
    created_at: Instant
    committed_at: Instant | None


class ImportCommit(Draft):
    """Which doubtful rows to store too; a duplicate named here replaces the stored answer."""

    accept_lines: list[int] = Field(default=[], max_length=limits.ROWS)


class ImportDone(View):
    """What a commit did; `failed` are the lines of rows that could not be stored after all."""

    stored: int
    skipped: int
    failed: list[int] = Field(default_factory=list)


ReplyText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Shortcut = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^\S+$")
]
ReplyTitle = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class CannedReplyDraft(Draft):
    """A new canned reply; the desk fills `{customer_name}`, `{agent_name}` and `{order_no}`."""

    merchant_id: str | None = None
    shared: bool = False
    shortcut: Shortcut
    title: ReplyTitle
    text: ReplyText
    language: Language = "zh-CN"


class CannedReplyChange(Draft):
    """What to change about a canned reply."""

    shortcut: Shortcut | None = None
    title: ReplyTitle | None = None
    text: ReplyText | None = None
    language: Language | None = None


class CannedReplyView(View):
    """A canned reply."""

    id: str
    merchant_id: str
    shared: bool
    shortcut: str
    title: str
    text: str
    language: Language

    @classmethod
    def of(cls, reply: CannedReply) -> Self:
        """Return the view of `reply`."""
        return cls(
            id=reply.id,
            merchant_id=reply.merchant_id,
            shared=reply.owner_id is None,
            shortcut=reply.shortcut,
            title=reply.title,
            text=reply.text,
            language=reply.language,
        )
