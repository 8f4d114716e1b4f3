"""The widget's first words with the server."""

from typing import Annotated

from pydantic import Field, StringConstraints

from yingda.conversations.schemas.conversations import VisitorConversationView
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View
from yingda.merchants.models import Language
from yingda.merchants.schemas import WidgetLook

VisitorSecret = Annotated[str, StringConstraints(min_length=32, max_length=100)]


class PageDraft(Draft):
    """The page the visitor is on."""

    url: Annotated[str, StringConstraints(max_length=2_000)] = ""
    title: Annotated[str, StringConstraints(max_length=500)] = ""
    referrer: Annotated[str, StringConstraints(max_length=2_000)] = ""


class StartDraft(Draft):
    """Who opens the widget: a browser known by its secret, or a customer the shop vouches for.

    `read_id` says from which read of a help page they come.
    """

    public_key: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    language: Language | None = None
    visitor_secret: VisitorSecret | None = None
    identity_token: Annotated[str, StringConstraints(max_length=4_000)] | None = None
    page: PageDraft = Field(default_factory=PageDraft)
    read_id: Annotated[str, StringConstraints(max_length=32)] | None = None


class KnownCustomer(View):
    """The customer as they know themselves."""

    id: str
    name: str


class KnownMerchant(View):
    """The shop as customers know it."""

    id: str
    name: str
    language: Language


class StartView(View):
    """Everything the widget needs to begin; the secret is the browser's to keep."""

    token: str
    token_expires_at: Instant
    visitor_secret: str | None
    customer: KnownCustomer
    merchant: KnownMerchant
    look: WidgetLook
    conversation: VisitorConversationView | None
    has_earlier: bool
    on_duty: bool


class LookView(View):
    """What the launcher shows before anybody opens it."""

    look: WidgetLook
    merchant: KnownMerchant
