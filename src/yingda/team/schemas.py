"""Shapes of staff, groups and seats on the wire."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from yingda.foundation.auth.principal import Role
from yingda.foundation.shapes import Draft, View
from yingda.merchants.models import Language
from yingda.team.models import INSPECTED_PERCENT, Presence


def normal_account(account: str) -> str:
    """Return the one form of an account name: no case, no width."""
    return unicodedata.normalize("NFKC", account).strip().casefold()


Account = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=64),
    AfterValidator(normal_account),
    StringConstraints(pattern=r"^[^\s/\\]{2,64}$"),
]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
GroupName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Skill = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=64)
]
ChannelName = Annotated[str, StringConstraints(min_length=1, max_length=32)]
AuthorityName = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=40)
]
MOST_CENTS = 2**53
ActionNames = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=40)]], Field(max_length=100)
]
Percent = Annotated[int, Field(ge=0, le=100)]
Capacity = Annotated[int, Field(ge=0, le=100)]
Level = Annotated[int, Field(ge=1, le=5)]
Password = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=200)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=32)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]

DEFAULT_CAPACITY = 5


class SeatDraft(Draft):
    """What a person can take, as set by who leads."""

    capacity: Capacity = DEFAULT_CAPACITY
    channel_capacity: dict[ChannelName, Capacity] = Field(default={}, max_length=20)
    skills: list[Skill] = Field(default=[], max_length=50)


class StaffDraft(SeatDraft):
    """A new person; the password is told to them by who creates the account."""

    account: Account
    name: PersonName
    role: Role
    password: Password
    language: Language = "zh-CN"
    merchant_id: Reference | None = None


class StaffChange(Draft):
    """What to change about a person; what is left out stays."""

    name: PersonName | None = None
    role: Role | None = None
    language: Language | None = None
    merchant_id: Reference | None = None
    active: bool | None = None
    capacity: Capacity | None = None
    channel_capacity: dict[ChannelName, Capacity] | None = Field(default=None, max_length=20)
    skills: list[Skill] | None = Field(default=None, max_length=50)


class OwnChange(Draft):
    """What a person may change about themselves."""

    name: PersonName | None = None
    language: Language | None = None


class PasswordDraft(Draft):
    """A new password; one's own change needs the present one."""

    password: Password
    current_password: Password | None = None


class PresenceDraft(Draft):
    """Where a person is now, and why."""

    state: Presence
    reason: Reason | None = None


class GroupDraft(Draft):
    """A new group, of the whole tenant or of one merchant.

    A restricted one is for temporary or outsourced staff (L3): they see particulars as stars, run
    only these actions, none that moves more than the limit, and a lead looks at a share of what
    they end. Documents are kept from them unless it `opens_documents`.
    """

    name: GroupName
    merchant_id: Reference | None = None
    is_default: bool = False
    restricted: bool = False
    allowed_actions: ActionNames = Field(default=[])
    limit_cents: Annotated[int, Field(ge=0, le=MOST_CENTS)] = 0
    opens_documents: bool = False
    inspected_percent: Percent = INSPECTED_PERCENT


class GroupChange(Draft):
    """What to change about a group; what is left out stays."""

    name: GroupName | None = None
    is_default: bool | None = None
    restricted: bool | None = None
    allowed_actions: ActionNames | None = None
    limit_cents: Annotated[int, Field(ge=0, le=MOST_CENTS)] | None = None
    opens_documents: bool | None = None
    inspected_percent: Percent | None = None


class MemberDraft(Draft):
    """A person in a group."""

    staff_id: Reference
    level: Level = 3


class MembersDraft(Draft):
    """All members of a group: who is not named is no member afterwards."""

    members: list[MemberDraft] = Field(max_length=2_000)


class AuthorityDraft(Draft):
    """A group that may decide something, up to an amount; without one, any amount."""

    name: AuthorityName
    group_id: Reference
    merchant_id: Reference | None = None
    up_to_cents: Annotated[int, Field(ge=0, le=MOST_CENTS)] | None = None


class AuthoritiesDraft(Draft):
    """The whole matrix: what is not named nobody holds afterwards."""

    authorities: list[AuthorityDraft] = Field(max_length=500)


class AuthorityView(View):
    """A group that may decide something."""

    id: str
    name: str
    group_id: str
    group_name: str
    merchant_id: str | None
    up_to_cents: int | None


class StaffView(View):
    """A colleague."""

    id: str
    name: str
    account: str
    role: Role
    language: Language
    merchant_id: str | None
    avatar_url: str | None
    active: bool
    created_at: int
    capacity: int
    channel_capacity: dict[str, int]
    skills: list[str]
    group_ids: list[str]


class SeatView(View):
    """A seat on the live wall."""

    staff_id: str
    name: str
    role: Role
    presence: Presence
    presence_since: int
    reason: str | None
    load: int
    capacity: int
    group_ids: list[str]


class MemberView(View):
    """A person in a group, with where they are."""

    staff_id: str
    name: str
    level: int
    presence: Presence


class GroupView(View):
    """A group; `ready` when somebody in it can take a conversation now."""

    id: str
    name: str
    merchant_id: str | None
    is_default: bool
    members: list[MemberView]
    ready: bool
    waiting: int
    restricted: bool
    allowed_actions: list[str]
    limit_cents: int
    opens_documents: bool
    inspected_percent: int


class OwnGroupView(View):
    """One of my groups."""

    id: str
    name: str
    level: int


class MeView(View):
    """Myself: who, where, how much."""

    staff: StaffView
    presence: Presence
    presence_since: int
    reason: str | None
    load: int
    capacity: int
    groups: list[OwnGroupView]


class PresenceChangeView(View):
    """One change of presence."""

    id: str
    from_state: Presence
    to_state: Presence
    at: int
    reason: str | None
