"""The optional language model on the wire."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View

Use = Literal["rewrite", "answer", "draft", "embed"]
Purpose = Literal["rewrite", "answer", "draft", "embed", "try"]
Url = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Key = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Model = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Price = Annotated[float, Field(ge=0, le=100_000)]
Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]

DEFAULT_TOKENS = 200_000


class ModelSettings(Draft):
    """Where the model is and what it may do; a key left out stays the one that is stored."""

    on: bool = False
    base_url: Url = ""
    api_key: Key | None = None
    chat_model: Model = ""
    embedding_model: Model = ""
    stream: bool = False
    uses: Annotated[list[Use], Field(max_length=10)] = ["rewrite", "answer", "draft"]  # noqa: RUF012
    shops: Annotated[list[str], Field(max_length=500)] | None = None
    price_in: Price = 0.0
    price_out: Price = 0.0
    currency: Currency = "CNY"
    daily_tokens: Annotated[int, Field(ge=1_000, le=10**9)] = DEFAULT_TOKENS
    daily_cost: Annotated[float, Field(gt=0, le=10**6)] | None = None


class Today(View):
    """What was used since midnight, and until when nothing more will be."""

    calls: int
    failed: int
    tokens: int
    cost: float
    capped: bool
    ends_at: Instant


class ModelCallView(View):
    """One call, without anybody's words."""

    id: str
    purpose: str
    status: str
    problem: str | None
    tokens: int
    cost: float
    estimated: bool
    took_ms: int | None
    at: Instant


class ModelView(View):
    """The settings as admins see them, with how the endpoint fares; the key is in no view."""

    on: bool
    base_url: str
    has_key: bool
    chat_model: str
    embedding_model: str
    stream: bool
    uses: list[str]
    shops: list[str] | None
    price_in: float
    price_out: float
    currency: str
    daily_tokens: int
    daily_cost: float | None
    paused_until: Instant | None
    last_problem: str | None
    last_problem_at: Instant | None
    today: Today
    calls: list[ModelCallView]


class Tried(View):
    """What came of a try: `problem` names what is wrong, `said` how the endpoint put it."""

    problem: str | None
    status: int | None
    said: str
    took_ms: int


class TrialOfModel(View):
    """What came of trying the chat model and, where one is named, the one for embeddings."""

    chat: Tried | None
    embedding: Tried | None


class Offered(View):
    """Whether drafts can be asked for in a conversation now."""

    drafts: bool


class DraftWanted(Draft):
    """The conversation to draft a reply for."""

    conversation_id: Annotated[str, StringConstraints(min_length=1, max_length=32)]


class CitedEntry(View):
    """An entry that a draft leans on."""

    entry_id: str
    title: str


class DraftView(View):
    """A reply to look through before it is sent, and where it comes from."""

    text: str
    sources: list[CitedEntry]
