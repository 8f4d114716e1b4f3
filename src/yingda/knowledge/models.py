"""Tables of knowledge: entries, the ways to ask for them, imports and canned replies."""

from typing import Literal

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonColumn, JsonDict, JsonList, Name, Word
from yingda.merchants.models import Language

AnswerMode = Literal["public", "conditional", "internal", "human"]
EntryStatus = Literal["live", "draft", "archived"]


class KnowledgeEntry(Base):
    """A question with its answer in Markdown; `answer_mode` says who may be told it.

    `question_key` is the question as every way of writing it looks. `translations` holds
    {"en": {"question": ..., "answer": ...}}; `conditions` a tree of conditions.py. `answered_at` is
    when what is answered changed last, in any language, `updated_at` when anything did.
    `designed_level` is where the shop means it to be served, L1 to L4 of people.md 5.1; None leaves
    it to the mode.
    """

    __tablename__ = "knowledge_entry"
    __table_args__ = (
        Index("knowledge_entry_of_merchant", "merchant_id", "status", "id"),
        Index("knowledge_entry_key", "merchant_id", "question_key"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    question: Mapped[str] = mapped_column(String(500))
    question_key: Mapped[str] = mapped_column(String(500))
    answer: Mapped[str] = mapped_column(Text)
    category: Mapped[Name]
    answer_mode: Mapped[AnswerMode] = mapped_column(String(16))
    conditions: Mapped[dict[str, object] | None] = mapped_column(JsonColumn)
    designed_level: Mapped[int | None]
    valid_from: Mapped[Instant | None]
    valid_until: Mapped[Instant | None]
    status: Mapped[EntryStatus] = mapped_column(String(16))
    language: Mapped[Language] = mapped_column(String(16))
    translations: Mapped[JsonDict]
    source: Mapped[Name]
    created_at: Mapped[Instant]
    answered_at: Mapped[Instant]
    updated_at: Mapped[Instant]
    updated_by: Mapped[Id | None]


class SimilarQuestion(Base):
    """Another way to ask for an entry."""

    __tablename__ = "similar_question"
    __table_args__ = (Index("similar_question_of_entry", "entry_id", "position"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    entry_id: Mapped[Id] = mapped_column(ForeignKey("knowledge_entry.id"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(500))
    language: Mapped[Language] = mapped_column(String(16))


class KnowledgeVersion(Base):
    """Counts the changes of a merchant's knowledge, so that an index knows when it is old."""

    __tablename__ = "knowledge_version"

    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"), primary_key=True)
    version: Mapped[int]


class GoldenQuestion(Base):
    """A real question that is known to have one right answer; without an entry, none at all."""

    __tablename__ = "golden_question"
    __table_args__ = (Index("golden_question_of_merchant", "merchant_id", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    text: Mapped[str] = mapped_column(String(500))
    entry_id: Mapped[Id | None] = mapped_column(ForeignKey("knowledge_entry.id"))
    created_at: Mapped[Instant]
    created_by: Mapped[Id | None]


class KnowledgeImport(Base):
    """A file as it was read, waiting to be stored; `rows` are judged rows of importing/preview."""

    __tablename__ = "knowledge_import"

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"), index=True)
    filename: Mapped[Name]
    rows: Mapped[JsonList]
    created_at: Mapped[Instant]
    created_by: Mapped[Id | None]
    committed_at: Mapped[Instant | None]


class CannedReply(Base):
    """A reply kept ready: everybody's when `owner_id` is empty, else one person's own."""

    __tablename__ = "canned_reply"
    __table_args__ = (UniqueConstraint("merchant_id", "owner_id", "shortcut", "language"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"), index=True)
    owner_id: Mapped[Id | None] = mapped_column(ForeignKey("staff.id"))
    shortcut: Mapped[Word]
    title: Mapped[Name]
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[Language] = mapped_column(String(16))
