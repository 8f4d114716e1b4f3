"""Calls on the wire: how a shop sets them up, a turn of a call, and what leads see of it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View
from yingda.merchants.models import Language

MenuKey = Literal["1", "2", "3", "4", "5", "6", "7", "8"]
"""0 is always a person, 9 the link, * says it again."""
Does = Literal["answer", "task", "person"]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Greeting = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=32)]
Dialled = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-z+*#@:._-]{0,100}$")
]
Number = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
Keys = Annotated[str, StringConstraints(pattern=r"^[0-9*#]{1,20}$")]
Heard = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
ProvidersId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]

Next = Literal["listen", "transfer", "hang_up"]
Asks = Literal["menu", "choices", "link"]
Outcome = Literal["left", "told", "linked", "passed_on"]
"""How far a call came: nothing was told; an answer was; the link was taken; a person was."""
OUTCOMES: tuple[Outcome, ...] = ("told", "linked", "passed_on", "left")
AfterLink = Literal["completed", "came_back", "abandoned", "watched"]


class MenuItem(Draft):
    """One key of the menu: an answer is said, a task goes on in the chat, a person is asked."""

    key: MenuKey
    label: dict[Language, Label] = Field(min_length=1)
    does: Does
    entry_id: Reference | None = None
    flow_id: Reference | None = None
    group_id: Reference | None = None


class PhoneSettings(Draft):
    """What a shop sets up of its telephone.

    `transfer_to` is what the telephone system dials for a person; empty leaves that to it.
    `sends_links` says that it sends short messages. `trusts_numbers` says that the number shown is
    surely the caller's: only then are their orders spoken of, for numbers can be forged.
    """

    greeting: dict[Language, Greeting] = Field(default={})
    menu: list[MenuItem] = Field(default=[], max_length=8)
    transfer_to: Dialled = ""
    sends_links: bool = False
    trusts_numbers: bool = False


class CallDraft(Draft):
    """A call comes in; `external_id` is the telephone system's own, and told twice is one call.

    `number` is None where it is withheld. A trial is counted nowhere.
    """

    external_id: ProvidersId
    number: Number | None = None
    language: Language | None = None
    merchant_id: Reference | None = None
    is_trial: bool = False


class HeardDraft(Draft):
    """What the caller pressed or said; neither is silence. `n` counts a call's turns from 1."""

    n: Annotated[int, Field(ge=1, le=1_000)]
    digits: Keys | None = None
    text: Heard | None = None


class CallEndDraft(Draft):
    """Who ended the call; `person` is whoever it was passed on to."""

    by: Literal["caller", "system", "person"] = "caller"


class KeyView(View):
    """A key the caller can press now."""

    key: str
    label: str


class ShortMessage(View):
    """A short message to send now, to the number that calls; `url` is the link in its text."""

    to: str
    text: str
    url: str


class CallReply(View):
    """What the telephone system does now, and the next turn's number.

    `profile_path` opens the caller's profile and last chat in the desk, for whoever takes the call.
    """

    call_id: str
    n: int
    say: str
    language: Language
    keys: list[KeyView]
    next: Next
    transfer_to: str | None
    sms: ShortMessage | None
    profile_path: str | None


class Intent(View):
    """What the caller wants, as far as it was understood; `words` begin the chat."""

    words: str
    entry_id: str | None = None
    flow_id: str | None = None


class CallTurnView(View):
    """What was heard (`digits`, `text`, or neither) and what was said to it."""

    n: int
    at: Instant
    digits: str | None
    text: str | None
    said: str
    entry_id: str | None


class CallView(View):
    """A call as staff see it."""

    id: str
    merchant_id: str
    customer_id: str | None
    customer_name: str | None
    phone: str | None
    language: Language
    is_trial: bool
    started_at: Instant
    ended_at: Instant | None
    outcome: Outcome
    reason: str | None
    asked: str | None
    link_sent_at: Instant | None
    link_opened_at: Instant | None
    conversation_id: str | None
    after_link: AfterLink | None
    turns: list[CallTurnView]


class CallsAsked(Draft):
    """Which calls to list, newest first: of one customer or one shop, of one outcome."""

    merchant_id: Reference | None = None
    customer_id: Reference | None = None
    outcome: Outcome | None = None
    cursor: Reference | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 30


class PhoneFigures(View):
    """Calls of some days by how far they came; the sum of `outcomes` is `calls`.

    `links_sent` of them took the link, `links_opened` opened it: opened by calls is the diversion
    rate. The sum of `after` is `links_opened`; completed by opened is the completion.
    """

    calls: int
    outcomes: dict[Outcome, int]
    links_sent: int
    links_opened: int
    after: dict[AfterLink, int]


class LinkDraft(Draft):
    """The link of a call was opened; `visitor_secret` is what this browser is known by, if so."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    visitor_secret: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None


class LinkOpened(View):
    """How the chat begins: by which secret this browser is known now, and its first words."""

    visitor_secret: str | None
    words: str
