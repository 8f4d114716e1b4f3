"""Webhooks on the wire: how admins set them up and see what came of them."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View
from yingda.integrations.models import WebhookDelivery, WebhookEndpoint

Kind = Literal[
    "conversation.opened",
    "conversation.assigned",
    "conversation.closed",
    "conversation.rated",
    "message.posted",
    "customer.merged",
    "customer.split",
]
TEST = "webhook.test"

Status = Literal["on", "off"]
DeliveryStatus = Literal["waiting", "delivered", "failed"]
EndpointName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Kinds = Annotated[list[Kind], Field(min_length=1, max_length=20)]


class WebhookDraft(Draft):
    """A new webhook; without a merchant it hears of every shop of the tenant."""

    name: EndpointName
    url: Url
    merchant_id: str | None = Field(default=None, max_length=32)
    kinds: Kinds


class WebhookChange(Draft):
    """What to change about a webhook; what is left out stays."""

    name: EndpointName | None = None
    url: Url | None = None
    kinds: Kinds | None = None
    on: bool | None = None


class WebhookView(View):
    """A webhook as admins see it; its secret is in no view."""

    id: str
    merchant_id: str | None
    name: str
    url: str
    kinds: list[str]
    status: Status
    off_reason: str | None
    off_at: Instant | None
    failing_since: Instant | None
    last_success_at: Instant | None
    previous_secret_until: Instant | None
    created_at: Instant
    waiting: int
    failed: int

    @classmethod
    def of(cls, endpoint: WebhookEndpoint, kinds: list[str], waiting: int, failed: int) -> Self:
        """Return the view of an endpoint with what it wants and what lies before it."""
        own = {
            name: getattr(endpoint, name) for name in cls.model_fields if hasattr(endpoint, name)
        }
        return cls(**own, kinds=kinds, waiting=waiting, failed=failed)


class NewWebhook(WebhookView):
    """A new webhook, its secret shown this one time."""

    secret: str


class NewSecret(View):
    """The new secret, shown this one time."""

    secret: str
    previous_valid_until: Instant | None


class DeliveryView(View):
    """A line of the log."""

    id: str
    message_id: str
    kind: str
    status: DeliveryStatus
    attempts: int
    created_at: Instant
    due_at: Instant | None
    tried_at: Instant | None
    problem: str | None
    answer_status: int | None
    took_ms: int | None

    @classmethod
    def values(cls, row: WebhookDelivery) -> dict[str, object]:
        """Return the values of a line."""
        own = {name: getattr(row, name) for name in DeliveryView.model_fields if hasattr(row, name)}
        due_at = row.due_at if row.status == "waiting" else None
        return own | {"message_id": message_id(row.event_id), "due_at": due_at}


class DeliveryDetail(DeliveryView):
    """A delivery whole: what was sent, and how the last answer began."""

    body: str
    answer: str | None


class ReplaySince(Draft):
    """From when on what failed is sent again, in milliseconds since 1970."""

    since: Annotated[int, Field(ge=0, le=2**53)]


class Replayed(View):
    """How many are on their way again."""

    count: int


def message_id(event_id: str) -> str:
    """Return the id that a receiver knows an event by."""
    return f"msg_{event_id}"
