"""A shop to measure on: staff with sessions, visitors with tokens, conversations with people."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from yingda.app.migrating import migrate
from yingda.app.wiring import runtime_for
from yingda.conversations import service as conversation
from yingda.customers.service import recognise
from yingda.foundation.auth.passwords import hash_password
from yingda.foundation.auth.principal import Principal
from yingda.foundation.auth.sessions import open_session
from yingda.foundation.ids import new_secret
from yingda.foundation.runtime import Runtime, visitor
from yingda.foundation.settings import Settings
from yingda.foundation.transaction import Tx
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_by_id
from yingda.merchants.schemas import MerchantDraft
from yingda.merchants.service import found_tenant, open_merchant
from yingda.team.models import Staff
from yingda.team.queries import principal_of, staff_by_id
from yingda.team.schemas import GroupDraft, StaffDraft
from yingda.team.service import enrol, found_group, join_group, set_presence


@dataclass(frozen=True, slots=True)
class Seat:
    """An agent with a cookie."""

    staff_id: str
    cookie: str
    csrf: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation of a visitor, with a token, and of an agent."""

    conversation_id: str
    customer_id: str
    token: str
    seat: Seat


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything the load generator needs."""

    merchant_id: str
    seats: Sequence[Seat]
    talks: Sequence[Talk]


BUSY_SEATS = 10


def build(folder: Path, *, talks: int, seats: int, database_url: str = "") -> Shop:
    """Build the shop in a new data folder, through the service verbs.

    The conversations are those of the first ten agents; the others have nothing to do.
    """
    settings = Settings(data_dir=folder, database_url=database_url)
    migrate(settings)
    runtime = runtime_for(settings)
    return asyncio.run(_build(runtime, talks, seats))


async def _build(runtime: Runtime, talks: int, seats: int) -> Shop:
    runtime.db.start()
    try:
        merchant_id, staff = await runtime.db.write(_staff, seats)
        made = [
            await runtime.db.write(_talk, merchant_id, staff[number % min(seats, BUSY_SEATS)])
            for number in range(talks)
        ]
        return Shop(
            merchant_id,
            staff,
            [Talk(one, person.id, _token(runtime, person), seat) for one, person, seat in made],
        )
    finally:
        runtime.db.stop()


def _staff(tx: Tx, count: int) -> tuple[str, list[Seat]]:
    tenant = found_tenant(tx, "Bench")
    merchant = open_merchant(tx, tenant.id, MerchantDraft(name="Bench", slug="bench"))
    group = found_group(tx, tenant.id, GroupDraft(name="Everyone", is_default=True))
    password_hash = hash_password(new_secret())
    people = [enrol(tx, tenant.id, _draft(number), password_hash) for number in range(count)]
    tx.flush()
    for person in people:
        join_group(tx, group, person.id, 3)
        set_presence(tx, person.id, "busy")
    tx.flush()
    return merchant.id, [_seat(tx, person) for person in people]


def _draft(number: int) -> StaffDraft:
    return StaffDraft(
        account=f"agent{number}",
        name=f"Agent {number}",
        role="agent",
        capacity=50,
        password=new_secret(),
    )


def _seat(tx: Tx, person: Staff) -> Seat:
    cookie, session = open_session(tx, principal_of(tx, person))
    return Seat(person.id, cookie, session.csrf)


def _talk(tx: Tx, merchant_id: str, seat: Seat) -> tuple[str, Principal, Seat]:
    merchant: Merchant = merchant_by_id(tx, merchant_id)
    customer = recognise(tx, merchant, "visitor", new_secret())
    tx.flush()
    row = conversation.resume_or_open(tx, merchant, customer, channel="web", language="en")
    staff = staff_by_id(tx, seat.staff_id)
    conversation.assign(tx, row["id"], staff, reason="manual", accepted=True)
    person = visitor(merchant.tenant_id, merchant.id, customer.id, customer.name)
    return row["id"], person, seat


def _token(runtime: Runtime, principal: Principal) -> str:
    return runtime.tokens.issue(principal)[0]
