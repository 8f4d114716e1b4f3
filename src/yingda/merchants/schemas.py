"""Shapes of merchants and of the look of their widget on the wire."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yingda.foundation.shapes import Draft, View
from yingda.merchants.models import Language, Merchant

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Accent = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
MerchantName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)
]
Country = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$")]


class WidgetLook(Draft):
    """How the widget looks and speaks on the merchant's pages; empty texts mean our own words."""

    title: Title
    accent: Accent = "#0F766E"
    position: Literal["right", "left"] = "right"
    greeting: dict[Language, Sentence] = Field(default={})
    launcher_text: dict[Language, Sentence] = Field(default={})


class MerchantSettings(BaseModel):
    """What a merchant can set about how it serves.

    `country` (ISO 3166) is where telephone numbers without a country belong; empty means the
    country of its language.
    """

    model_config = ConfigDict(extra="forbid")

    widget: WidgetLook
    country: Country = ""
    merge_window_seconds: int = Field(default=600, ge=0, le=86_400)
    accept_timeout_seconds: int = Field(default=60, ge=10, le=3_600)
    reply_target_seconds: int = Field(default=180, ge=10, le=86_400)


class MerchantDraft(Draft):
    """A new merchant."""

    name: MerchantName
    slug: Slug
    language: Language = "zh-CN"
    timezone: str = Field(default="Asia/Shanghai", max_length=64)


class MerchantChange(Draft):
    """What to change about a merchant; what is left out stays."""

    name: MerchantName | None = None
    slug: Slug | None = None
    language: Language | None = None
    timezone: str | None = Field(default=None, max_length=64)
    country: Country | None = None
    merge_window_seconds: int | None = Field(default=None, ge=0, le=86_400)
    accept_timeout_seconds: int | None = Field(default=None, ge=10, le=3_600)
    reply_target_seconds: int | None = Field(default=None, ge=10, le=86_400)


class MerchantView(View):
    """A merchant as staff see it; its identity secret is in no view."""

    id: str
    name: str
    slug: str
    public_key: str
    language: Language
    timezone: str
    settings: MerchantSettings

    @classmethod
    def of(cls, merchant: Merchant) -> Self:
        """Return the view of `merchant`."""
        return cls.model_validate(merchant, from_attributes=True)


class ApiTokenDraft(Draft):
    """A new API token, named after the system that will use it."""

    name: Title


class ApiTokenView(View):
    """An API token as admins see it: never its value."""

    id: str
    name: str
    created_at: int
    last_used_at: int | None


class NewApiToken(ApiTokenView):
    """A new API token, its value shown this one time."""

    token: str


class RotatedSecret(View):
    """The new identity secret, shown this one time."""

    identity_secret: str
    previous_valid_until: int | None
