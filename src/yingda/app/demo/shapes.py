"""Shapes of the demo shop's files; times in them are relative, so the shop never grows old."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from yingda.bot.flows.documents import Document
from yingda.helpcenter.phone.schemas import MenuKey
from yingda.merchants.models import Language

Translated = dict[Language, str]
Text = Annotated[str, Field(min_length=1)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(Shape):
    """One entry in another language."""

    question: Text
    similar: list[Text]
    answer: Text


class Entry(Shape):
    """One piece of knowledge; its validity is counted in days from the loading."""

    question: Text
    similar: list[Text] = Field(min_length=3, max_length=10)
    answer: Text
    category: Text
    answer_mode: Literal["public", "conditional", "internal", "human"]
    conditions: dict[str, Any] | None = None
    valid_from_days: int | None = None
    valid_until_days: int | None = None
    translations: dict[Literal["en", "zh-TW"], Wording] = {}


class Product(Shape):
    external_id: Text
    title: Text
    titles: dict[str, str]
    price_cents: int = Field(gt=0)
    currency: Literal["CNY"]
    stock: int = Field(ge=0)
    category: Text
    picture: Text
    attributes: dict[str, str]


class Customer(Shape):
    """A customer; a persona is one a newcomer can be on the demo shop's page."""

    external_id: Text
    name: Text
    tier: int = Field(ge=0, le=5)
    language: Language
    persona: bool
    about: Translated = {}
    traits: dict[str, str]
    email: str | None = None
    phone: str | None = None


class Line(Shape):
    product: Text
    quantity: int = Field(gt=0)


class Order(Shape):
    """An order; hours are counted back from the loading, `expected_in_hours` forward."""

    external_id: Text
    customer: Text
    status: Literal[
        "unpaid",
        "paid",
        "shipped",
        "delayed",
        "delivered",
        "refunding",
        "refunded",
        "cancelled",
        "completed",
    ]
    created_hours_ago: float
    paid_hours_ago: float | None = None
    items: list[Line] = Field(min_length=1)
    carrier: str | None = None
    tracking_no: str | None = None
    expected_in_hours: float | None = None
    refunded_hours_ago: float | None = None
    refund_reason: str | None = None
    address_masked: Text


class Flow(Shape):
    """A task that customers finish by themselves."""

    key: Text
    document: Document


class CannedReply(Shape):
    shortcut: Text
    title: Text
    text: Text
    language: Language


class Group(Shape):
    key: Text
    name: Text
    is_default: bool


class Person(Shape):
    """A staff account; `groups` gives the level by the group's key."""

    account: Text
    name: Text
    role: Literal["owner", "admin", "lead", "agent", "merchant_staff"]
    language: Language
    capacity: int = 5
    groups: dict[str, int] = {}
    skills: list[str] = []


class Authority(Shape):
    name: str
    group: str
    up_to_cents: int | None = None


class Staffing(Shape):
    groups: list[Group]
    authorities: list[Authority] = []
    staff: list[Person]


class PhoneKey(Shape):
    """A key of the telephone's menu: it says an answer or leads to a task, by their names."""

    key: MenuKey
    label: Translated
    question: str | None = None
    flow: str | None = None


class Phone(Shape):
    """How the shop's telephone is set up."""

    sends_links: bool
    menu: list[PhoneKey]
