"""Tables of staff, groups, skills, seats and presence."""

from typing import Literal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.auth.principal import Role
from yingda.foundation.columns import Base, Cents, Id, Instant, JsonDict, JsonList, Name, Word
from yingda.merchants.models import Language

Presence = Literal["available", "busy", "break", "hung", "offline"]
INSPECTED_PERCENT = 20
"""Which share of what an L3 group ends a lead looks at, where nobody set another."""
ON_DUTY: frozenset[Presence] = frozenset({"available", "busy", "break"})


class Staff(Base):
    """A person who signs in; `merchant_id` is set for merchant staff only."""

    __tablename__ = "staff"
    __table_args__ = (Index("staff_of_tenant", "tenant_id", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id | None] = mapped_column(ForeignKey("merchant.id"))
    account: Mapped[Word] = mapped_column(unique=True)
    name: Mapped[Name]
    avatar_url: Mapped[str | None] = mapped_column(String(500))
    role: Mapped[Role] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[Language] = mapped_column(String(16))
    active: Mapped[bool]
    created_at: Mapped[Instant]


class SkillGroup(Base):
    """People who answer one kind of question; `waiting` is noted by whoever keeps the queue.

    `restricted` marks temporary or outsourced staff, level L3: they see nobody's particulars, run
    only the `allowed_actions` (by name), and none that moves more money than `limit_cents`. Of what
    they end, `inspected_percent` are drawn by lot for a lead to look at. Where it
    `opens_documents`, they open those of customers, in which nobody can put stars.
    """

    __tablename__ = "skill_group"
    __table_args__ = (Index("skill_group_of_tenant", "tenant_id", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id | None] = mapped_column(ForeignKey("merchant.id"))
    name: Mapped[Name]
    is_default: Mapped[bool]
    waiting: Mapped[int]
    restricted: Mapped[bool] = mapped_column(default=False)
    allowed_actions: Mapped[JsonList] = mapped_column(default=list)
    limit_cents: Mapped[Cents] = mapped_column(default=0)
    opens_documents: Mapped[bool] = mapped_column(default=False)
    inspected_percent: Mapped[int] = mapped_column(default=INSPECTED_PERCENT)
    created_at: Mapped[Instant]


class GroupMember(Base):
    """A person in a group; level 1 is learning, 5 is the one others ask."""

    __tablename__ = "group_member"
    __table_args__ = (Index("group_member_staff", "staff_id"),)

    group_id: Mapped[Id] = mapped_column(ForeignKey("skill_group.id"), primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    level: Mapped[int]


class Authority(Base):
    """What a group may decide: something by name, up to an amount, for one shop or for all.

    `up_to_cents` is None where no amount is too large for the group.
    """

    __tablename__ = "authority"
    __table_args__ = (Index("authority_of_tenant", "tenant_id", "name"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id | None] = mapped_column(ForeignKey("merchant.id"))
    name: Mapped[Word]
    up_to_cents: Mapped[Cents | None]
    group_id: Mapped[Id] = mapped_column(ForeignKey("skill_group.id"))


class StaffSkill(Base):
    """Something a person can do that a conversation may ask for."""

    __tablename__ = "staff_skill"

    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    skill: Mapped[Word] = mapped_column(primary_key=True)


class Seat(Base):
    """How much a person can take and whether they are there; `load` is noted from above."""

    __tablename__ = "seat"

    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    capacity: Mapped[int]
    channel_capacity: Mapped[JsonDict]
    load: Mapped[int]
    presence: Mapped[Presence] = mapped_column(String(16))
    presence_since: Mapped[Instant]
    reason: Mapped[str | None] = mapped_column(String(100))

    @property
    def free(self) -> int:
        """How many more conversations fit."""
        return max(0, self.capacity - self.load)


class StaffSocket(Base):
    """How many sockets a person holds open at one server process."""

    __tablename__ = "staff_socket"

    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    server: Mapped[Word] = mapped_column(primary_key=True)
    open_count: Mapped[int]


class PresenceChange(Base):
    """One change of presence, kept for ever."""

    __tablename__ = "presence_change"
    __table_args__ = (Index("presence_change_of", "staff_id", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"))
    from_state: Mapped[Presence] = mapped_column(String(16))
    to_state: Mapped[Presence] = mapped_column(String(16))
    at: Mapped[Instant]
    reason: Mapped[str | None] = mapped_column(String(100))


class SetupToken(Base):
    """The hash of a one-time link by which an installation gets its owner."""

    __tablename__ = "setup_token"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
