"""Tables of self-service: flows and their versions, actions, and what came of each run."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Cents, Id, Instant, JsonDict, JsonList, Name, Word


class BotFlow(Base):
    """A task of a shop: the draft that is worked on, and which version customers meet, if any."""

    __tablename__ = "bot_flow"
    __table_args__ = (UniqueConstraint("merchant_id", "key"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    key: Mapped[Word]
    draft: Mapped[JsonDict]
    revision: Mapped[int] = mapped_column(default=1)
    live_version: Mapped[int | None]
    newest_version: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[Instant]
    changed_by: Mapped[Id | None]


class BotFlowVersion(Base):
    """A published document; it never changes, and who began with it ends with it.

    `triggers` repeats what starts it, so that no message has to read whole documents.
    """

    __tablename__ = "bot_flow_version"

    flow_id: Mapped[Id] = mapped_column(ForeignKey("bot_flow.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[JsonDict]
    triggers: Mapped[JsonDict]
    published_at: Mapped[Instant]
    published_by: Mapped[Id | None]


class BotAction(Base):
    """Something the shop's own system does when asked; its secret is sealed.

    `per_minute` bounds all calls, `per_customer` those of one customer within an hour. `needs` is
    the authority that decides it where the bot may not, or cannot: what is about more than
    `alone_up_to_cents` is not even called.
    """

    __tablename__ = "bot_action"
    __table_args__ = (UniqueConstraint("merchant_id", "key"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    key: Mapped[Word]
    title: Mapped[Name]
    url: Mapped[str] = mapped_column(String(2000))
    secret: Mapped[str | None] = mapped_column(String(800))
    inputs: Mapped[JsonList]
    outputs: Mapped[JsonList]
    changes: Mapped[bool]
    timeout_ms: Mapped[int]
    per_minute: Mapped[int]
    per_customer: Mapped[int]
    needs: Mapped[Word | None]
    alone_up_to_cents: Mapped[Cents | None]
    is_on: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[Instant]


class BotRun(Base):
    """One customer at one task.

    `status` is running, calling (an action is under way), suspended (another task came between), or
    how it ended: finished, handed_over, abandoned. `reason` says why it was handed over or
    abandoned; `step` is where it stood, and `asked_seq` the message in which that was asked first.
    """

    __tablename__ = "bot_run"
    __table_args__ = (
        Index("bot_run_of_conversation", "conversation_id", "started_at"),
        Index("bot_run_of_merchant", "merchant_id", "started_at"),
        Index("bot_run_by_status", "status"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    conversation_id: Mapped[Id]
    customer_id: Mapped[Id]
    flow_id: Mapped[Id] = mapped_column(ForeignKey("bot_flow.id"))
    flow_key: Mapped[Word]
    version: Mapped[int]
    language: Mapped[Word]
    status: Mapped[Word]
    step: Mapped[Word | None]
    values: Mapped[JsonDict]
    tries: Mapped[int] = mapped_column(default=0)
    hops: Mapped[int] = mapped_column(default=0)
    asked_seq: Mapped[int] = mapped_column(default=0)
    solved: Mapped[bool | None]
    reason: Mapped[Word | None]
    returns_to: Mapped[Id | None]
    started_at: Mapped[Instant]
    changed_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]


class BotRunStep(Base):
    """A step that a run came to: where people stop is counted from these."""

    __tablename__ = "bot_run_step"
    __table_args__ = (Index("bot_run_step_of_flow", "flow_id", "version", "at"),)

    run_id: Mapped[Id] = mapped_column(ForeignKey("bot_run.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    flow_id: Mapped[Id]
    version: Mapped[int]
    step: Mapped[Word]
    at: Mapped[Instant]


class BotCall(Base):
    """One call of an action; its id is the idempotency key, the same at every try.

    `status` is waiting, answered, refused or failed; what comes after `deadline_at` is written
    down as `late` and changes nothing. `amount_cents` is what it moves, None where it moves none.
    """

    __tablename__ = "bot_call"
    __table_args__ = (
        Index("bot_call_due", "status", "due_at"),
        Index("bot_call_of_run", "run_id"),
        Index("bot_call_of_action", "action_id", "created_at"),
        Index("bot_call_of_conversation", "conversation_id"),
        Index("bot_call_of_order", "order_id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    action_id: Mapped[Id] = mapped_column(ForeignKey("bot_action.id"))
    run_id: Mapped[Id] = mapped_column(ForeignKey("bot_run.id"))
    conversation_id: Mapped[Id]
    customer_id: Mapped[Id]
    order_id: Mapped[Id | None]
    amount_cents: Mapped[Cents | None]
    step: Mapped[Word]
    body: Mapped[JsonDict]
    status: Mapped[Word]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    due_at: Mapped[Instant]
    deadline_at: Mapped[Instant]
    problem: Mapped[Word | None]
    answer_status: Mapped[int | None]
    answer: Mapped[JsonDict | None]
    late: Mapped[bool] = mapped_column(default=False)
    took_ms: Mapped[int | None]
    ended_at: Mapped[Instant | None]


class StaffCall(Base):
    """An action that a person ran for a customer; its id is the idempotency key.

    `status` is waiting, answered, refused or failed; `client_key` names one press of the button.
    `amount_cents` is what it moves, None where it moves none.
    """

    __tablename__ = "staff_call"
    __table_args__ = (UniqueConstraint("conversation_id", "client_key"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    action_id: Mapped[Id] = mapped_column(ForeignKey("bot_action.id"))
    conversation_id: Mapped[Id] = mapped_column(index=True)
    customer_id: Mapped[Id]
    order_id: Mapped[Id | None] = mapped_column(index=True)
    staff_id: Mapped[Id]
    client_key: Mapped[Word]
    amount_cents: Mapped[Cents | None]
    body: Mapped[JsonDict]
    status: Mapped[Word]
    problem: Mapped[Word | None]
    answer_status: Mapped[int | None]
    answer: Mapped[JsonDict | None]
    created_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
