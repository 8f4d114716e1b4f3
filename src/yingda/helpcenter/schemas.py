"""The help centre on the wire."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from yingda.conversations.schemas.texts import ClientKey
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View
from yingda.helpcenter.elders import TRAITS
from yingda.helpcenter.suggesting.situation import Method
from yingda.merchants.models import Language
from yingda.orders.models import OrderStatus
from yingda.orders.schemas import OrderView

Level = Literal[0, 1, 2, 3]
Placement = Literal["home", "orders", "hot", "answer", "typing"]
TileTitle = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
TraitName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=32)]
PageText = Annotated[str, StringConstraints(max_length=2_000)]
Typed = Annotated[str, StringConstraints(max_length=200)]


class Tile(Draft):
    """A way in on the home page: to one entry, or to the entries of a category.

    It is shown to those who meet `conditions` and, when `page_contains` says so, come from a page
    whose address contains it; to everybody when neither says anything.
    """

    title: dict[Language, TileTitle] = Field(min_length=1)
    entry_id: Reference | None = None
    category: Annotated[str, StringConstraints(max_length=200)] | None = None
    conditions: dict[str, Any] | None = None
    page_contains: Annotated[str, StringConstraints(max_length=200)] = ""


class HumanEntry(Draft):
    """How plainly the way to a person is shown, and what the bot must prove before it is not.

    0 a button, always; 1 a button after the bot's first answer; 2 in the menu; 3 on request only.
    The words for a person work at every level, and those exempt always see the button: a tier and
    above, whoever has a trait of these names or is of age 60 by a trait, and whoever comes back
    within 72 hours.
    """

    level: Level = 0
    exempt_tier: Annotated[int, Field(ge=0, le=100)] | None = 4
    exempt_traits: list[TraitName] = Field(default=list(TRAITS), max_length=20)
    exempt_returning: bool = True
    least_resolution: Annotated[float, Field(ge=0.5, le=1)] = 0.7
    least_conversations: Annotated[int, Field(ge=20, le=100_000)] = 200


class HelpSettings(Draft):
    """What a shop sets up of its home page and of the way to a person."""

    tiles: list[Tile] = Field(default=[], max_length=24)
    human_entry: HumanEntry = Field(default_factory=HumanEntry)


class BotMeasured(View):
    """How often the bot was enough (M60), in whole days that nobody can still come back from."""

    since: Instant
    until: Instant
    conversations: int
    resolved: int
    resolution: float | None


class HelpSettingsView(View):
    """The settings, and the measure they rest on."""

    settings: HelpSettings
    measured: BotMeasured
    help_path: str


class PageSeen(Draft):
    """The page of the shop that the customer came from."""

    url: PageText = ""
    title: Annotated[str, StringConstraints(max_length=500)] = ""


class HomeAsk(Draft):
    """Somebody opens the home page."""

    language: Language | None = None
    page: PageSeen = Field(default_factory=PageSeen)


class SuggestionAsk(Draft):
    """Questions wanted: before typing, after an answer, while typing, or of more orders.

    `orders` names the orders that the home page shows once somebody wants to see them all.
    """

    placement: Literal["home", "orders", "answer", "typing"]
    language: Language | None = None
    page: PageSeen = Field(default_factory=PageSeen)
    typed: Typed = ""
    category: Annotated[str, StringConstraints(max_length=200)] | None = None
    besides: list[Reference] = Field(default=[], max_length=100)
    orders: list[Reference] = Field(default=[], max_length=20)


class ChipView(View):
    """A question that has an answer for this customer, and which method brought it."""

    entry_id: str
    title: str
    method: Method


class SuggestedView(View):
    """What to show; `list_id` names it when one of them is chosen, except while typing."""

    list_id: str | None
    chips: list[ChipView]


class TileView(View):
    """A tile this customer sees."""

    title: str
    entry_id: str | None
    question: str | None
    category: str | None


class OrderHelp(View):
    """An order with the questions its state raises."""

    order: OrderView
    chips: list[ChipView]


class HumanEntryView(View):
    """How plainly this visitor sees the way to a person."""

    level: Level


class HomeView(View):
    """Everything on the home page; `greeting` says only what is true of this customer now.

    `orders_list_id` names the questions of the first two orders. Who shows the others says so with
    the placement `orders`, and is given a list of those.
    """

    greeting: str
    human_entry: Level
    orders: list[OrderHelp]
    orders_list_id: str | None
    tiles: list[TileView]
    suggested: SuggestedView
    hot: SuggestedView
    help_path: str | None


class Persona(Draft):
    """Somebody made up, to see what they would see."""

    merchant_id: str | None = None
    language: Language = "zh-CN"
    tier: Annotated[int, Field(ge=0, le=100)] = 0
    traits: dict[TraitName, str | int | float | bool] = Field(default={}, max_length=20)
    order_states: list[OrderStatus] = Field(default=[], max_length=5)
    page: PageSeen = Field(default_factory=PageSeen)


class ChosenDraft(Draft):
    """Which of the suggested questions was chosen."""

    entry_id: Reference


class TypedChoice(Draft):
    """What was shown last while typing, once the question is sent, and what of it was chosen.

    `entry_id` is empty where the customer sent words of their own; `client_key` is the message's.
    """

    typed: Typed
    shown: list[Reference] = Field(min_length=1, max_length=20)
    entry_id: Reference | None = None
    client_key: ClientKey | None = None


Measured = Literal["state", "page", "hot", "history", "next", "typed", "listed", "all"]


class MethodFigures(View):
    """How one method did: M68 and recall at five.

    Of what was found while typing the list shown last before a question is kept, chosen from or
    not. `all` is the ranker's order, so that nothing of `typed` is counted in it. `listed` recalls
    what the first five of the shop's own order would have: what the others have to beat.

    `settled` counts clicks a day old after which no person was needed within 24 hours, of
    `settled_of`. `recalled` counts questions asked next that were among the method's five, of
    `recalled_of` it could have known.
    """

    method: str
    exposures: int
    clicks: int
    settled: int
    settled_of: int
    recalled: int
    recalled_of: int


class ClickRecord(View):
    """A suggested question that a customer chose, where, and which method had put it there.

    `settled` says whether no person was needed within 24 hours, and is None before. It has no
    `conversation_id` where nothing was sent: on a help page a tap opens the answer.
    """

    at: Instant
    customer_id: str
    customer_name: str
    method: str
    placement: str
    question: str
    settled: bool | None
    conversation_id: str | None


class SuggestionFigures(View):
    """How the suggestions did, and what the ranker learned from.

    `since` is later than asked for where so much was shown that only the latest is counted.
    """

    since: Instant
    until: Instant
    methods: list[MethodFigures]
    learned_from: int
    learned_at: Instant | None
