"""Tables of learning: transfers with their reason, paths, what answers led to, and what was mended.

No words of customers lie here: what was said is read from its message, and goes with it.
"""

from sqlalchemy import BigInteger, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonDict, JsonList, Word


class BotTransfer(Base):
    """A leg of the bot that ended with people, and why.

    `reason` is one of reasons.Reason, `cause` the word the request came with. `questions` counts
    what was really asked of the bot before, `asked_seq` is the last of them. `entry_ids` are what
    the last answer told or offered. `label` is what a person found, one of labels.LABELS.
    """

    __tablename__ = "bot_transfer"
    __table_args__ = (
        Index("bot_transfer_of_conversation", "conversation_id", "at"),
        Index("bot_transfer_of_merchant", "merchant_id", "at"),
        Index("bot_transfer_labelled", "merchant_id", "label", "mended_at"),
    )

    leg_id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    conversation_id: Mapped[Id]
    customer_id: Mapped[Id]
    at: Mapped[Instant]
    seq: Mapped[int]
    reason: Mapped[Word]
    cause: Mapped[Word]
    questions: Mapped[int]
    asked_seq: Mapped[int | None]
    reply_id: Mapped[Id | None]
    entry_ids: Mapped[JsonList]
    label: Mapped[Word | None]
    labelled_by: Mapped[Id | None]
    labelled_at: Mapped[Instant | None]
    mended_at: Mapped[Instant | None]
    mending_id: Mapped[Id | None]


class PathHop(Base):
    """One level (0 to 4) that a conversation went through, in order; people.md 5.1.

    `policy_id` is the phase whose settings the bot followed there. `outcome` is one of
    paths.Outcome; `evidence` says how we know that it was solved. `work_seconds` is how long our
    people were at work there; `model_micro` what a language model cost there, in millionths of
    `model_currency`. `designed_level` is where what was asked was meant to be served, the same on
    all hops of a conversation; None where nobody can tell.
    """

    __tablename__ = "path_hop"
    __table_args__ = (Index("path_hop_of_merchant", "merchant_id", "entered_at"),)

    conversation_id: Mapped[Id] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    level: Mapped[int]
    reason: Mapped[Word]
    policy_id: Mapped[Id | None]
    entered_at: Mapped[Instant]
    seconds: Mapped[int]
    work_seconds: Mapped[int]
    model_micro: Mapped[int] = mapped_column(BigInteger)
    model_currency: Mapped[str | None] = mapped_column(String(3))
    designed_level: Mapped[int | None]
    outcome: Mapped[Word]
    evidence: Mapped[Word | None]


class BotCircumstance(Base):
    """What must be known beside the fact that nobody asked for a person: circumstances, by kind."""

    __tablename__ = "bot_circumstance"

    conversation_id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[Word] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    at: Mapped[Instant]


class AnswerOutcome(Base):
    """What a customer did after an answer of the bot; one of following.Outcome."""

    __tablename__ = "answer_outcome"
    __table_args__ = (
        Index("answer_outcome_of_entry", "entry_id", "at"),
        Index("answer_outcome_of_merchant", "merchant_id", "at"),
        Index("answer_outcome_of_conversation", "conversation_id"),
    )

    reply_id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    conversation_id: Mapped[Id]
    entry_id: Mapped[Id]
    confidence: Mapped[float] = mapped_column(Float)
    at: Mapped[Instant]
    outcome: Mapped[Word]
    settled_at: Mapped[Instant | None]
    score: Mapped[int | None]


class AnswerAudit(Base):
    """Somebody read the last answer before a leak and judged it; M66 rests on `judging` alone."""

    __tablename__ = "answer_audit"
    __table_args__ = (Index("answer_audit_of_merchant", "merchant_id", "at"),)

    reply_id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    right: Mapped[bool]
    by: Mapped[Id]
    at: Mapped[Instant]


class Mending(Base):
    """A change made from the leak board, with what the golden questions said before and after."""

    __tablename__ = "mending"
    __table_args__ = (Index("mending_of_merchant", "merchant_id", "at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    kind: Mapped[Word]
    change: Mapped[JsonDict]
    entry_id: Mapped[Id | None]
    verdict: Mapped[JsonDict]
    confirmed: Mapped[bool]
    by: Mapped[Id]
    at: Mapped[Instant]


class EntryReview(Base):
    """Somebody read an answer as its customer would, and judged it; S1.35, way 2.

    What is wrong stands until the answer changes (`KnowledgeEntry.answered_at`), or a later review
    finds nothing wrong. `note` are a colleague's words.
    """

    __tablename__ = "entry_review"
    __table_args__ = (Index("entry_review_of_merchant", "merchant_id", "entry_id", "at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    entry_id: Mapped[Id]
    correct: Mapped[bool]
    complete: Mapped[bool]
    executable: Mapped[bool]
    note: Mapped[str] = mapped_column(String(500))
    by: Mapped[Id]
    at: Mapped[Instant]


class Topic(Base):
    """Unknown questions about one thing, as the last look found them.

    `members` are [conversation, seq] of their messages, the most typical one first; `week` and
    `week_before` count those of the last seven days and of the seven before, `year_ago` those of
    the same weeks a year before. `decision` is one of topics.DECISIONS; `entry_id` the draft.
    """

    __tablename__ = "topic"
    __table_args__ = (Index("topic_of_merchant", "merchant_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    terms: Mapped[JsonList]
    members: Mapped[JsonList]
    size: Mapped[int]
    week: Mapped[int]
    week_before: Mapped[int]
    year_ago: Mapped[int]
    decision: Mapped[Word | None]
    decided_by: Mapped[Id | None]
    decided_at: Mapped[Instant | None]
    done_at: Mapped[Instant | None]
    entry_id: Mapped[Id | None]


class TopicLook(Base):
    """When a shop's unknown questions were put together last, and when somebody asked for it."""

    __tablename__ = "topic_look"

    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"), primary_key=True)
    asked_at: Mapped[Instant]
    looked_at: Mapped[Instant | None]
    read: Mapped[int]


class ConfusionRow(Base):
    """Two entries that steal each other's questions, as the last look found them.

    `ways` are [entry, its question, the other entry's question, likeness].
    """

    __tablename__ = "confusion"

    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    one_id: Mapped[Id]
    other_id: Mapped[Id]
    overlapping: Mapped[int]
    ways: Mapped[JsonList]
