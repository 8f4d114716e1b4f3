"""Actions of the shop's own system on the wire, and their calls."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from yingda.bot.flows.actions import Fields
from yingda.bot.flows.documents import Key
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View
from yingda.orders.schemas import Reference
from yingda.team.schemas import MOST_CENTS, AuthorityName

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Amount = Annotated[int, Field(ge=0, le=MOST_CENTS)]
InputValue = bool | int | Annotated[str, StringConstraints(max_length=1_000)]


class ActionDraft(Draft):
    """Something the shop's own system does when asked."""

    merchant_id: Reference | None = None
    key: Key
    title: Title
    url: Url
    secret: Secret | None = None
    inputs: Fields = Field(default_factory=list)
    outputs: Fields = Field(default_factory=list)
    changes: bool = True
    timeout_ms: Annotated[int, Field(ge=500, le=5_000)] = 4_000
    per_minute: Annotated[int, Field(ge=1, le=10_000)] = 600
    per_customer: Annotated[int, Field(ge=1, le=1_000)] = 20
    needs: AuthorityName | None = None
    alone_up_to_cents: Amount | None = None


class ActionChange(Draft):
    """What differs; what is not named stays. An empty secret takes it away, so do empty `needs`.

    `no_limit` lets the bot do it whatever the amount.
    """

    title: Title | None = None
    url: Url | None = None
    secret: Annotated[str, StringConstraints(max_length=500)] | None = None
    inputs: Fields | None = None
    outputs: Fields | None = None
    changes: bool | None = None
    timeout_ms: Annotated[int, Field(ge=500, le=5_000)] | None = None
    per_minute: Annotated[int, Field(ge=1, le=10_000)] | None = None
    per_customer: Annotated[int, Field(ge=1, le=1_000)] | None = None
    needs: AuthorityName | Literal[""] | None = None
    alone_up_to_cents: Amount | None = None
    no_limit: bool = False
    is_on: bool | None = None


class ActionView(View):
    """An action; its secret is told to nobody."""

    id: str
    merchant_id: str
    key: str
    title: str
    url: str
    has_secret: bool
    inputs: Fields
    outputs: Fields
    changes: bool
    timeout_ms: int
    per_minute: int
    per_customer: int
    needs: str | None
    alone_up_to_cents: int | None
    is_on: bool


class ActionCallView(View):
    """One of the latest calls of an action; `id` is the key that every try of it carried."""

    id: str
    conversation_id: str
    step: str
    status: Literal["waiting", "answered", "refused", "failed"]
    problem: str | None
    answer_status: int | None
    attempts: int
    late: bool
    took_ms: int | None
    created_at: Instant


class StaffCallDraft(Draft):
    """An action that a person runs for the customer of a conversation they have.

    The same `client_key` again is the same call, and is never done twice.
    """

    conversation_id: Reference
    client_key: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    action: Key
    order_id: Reference | None = None
    inputs: dict[Key, InputValue] = Field(default_factory=dict, max_length=30)


class StaffCallView(View):
    """What came of it."""

    id: str
    action: str
    title: str
    status: Literal["waiting", "answered", "refused", "failed"]
    problem: str | None
    output: dict[str, Any] | None
    created_at: Instant


class OfferedAction(View):
    """An action the caller may run here; what is about an order needs one chosen."""

    key: str
    title: str
    inputs: Fields
    for_order: bool
    changes: bool


class DryRunView(View):
    """What an action answered to a call that changes nothing."""

    outcome: Literal["answered", "refused", "failed"]
    problem: str | None
    status: int | None
    took_ms: int
    output: dict[str, Any] | None
