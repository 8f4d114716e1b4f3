"""The demo shop is loaded once, can be signed in to, and never enters a real installation."""

import pytest
from sqlalchemy import func, select

from yingda.app.demo import accounts, reading
from yingda.app.demo.accounts import FILE, read_shop
from yingda.app.demo.loading import NotADemo, load_demo
from yingda.app.demo.personas import personas
from yingda.customers.identity_tokens import read_identity
from yingda.customers.models import Customer
from yingda.foundation.clock import ManualClock
from yingda.foundation.db import Database
from yingda.foundation.ids import CountedIds
from yingda.foundation.sealing import Sealer
from yingda.foundation.settings import Settings
from yingda.foundation.writer import Ports
from yingda.knowledge.models import CannedReply, KnowledgeEntry
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_by_id
from yingda.merchants.secrets import identity_secrets
from yingda.orders.models import Order, Product
from yingda.team.models import Staff
from yingda.team.service import sign_in
from yingda.team.setup import set_up, setup_link

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def settings(tmp_path, store_url):
    return Settings(data_dir=tmp_path / "data", database_url=store_url)


@pytest.fixture
def db(settings):
    sealer = Sealer(settings.signing_secret())
    ports = Ports(
        ManualClock(), CountedIds(), lambda _event, _asked: (), lambda _committed: None, sealer
    )
    database = Database(settings.store_url, ports)
    database.start()
    yield database
    database.stop()


async def counts(db):
    def count(tx):
        return {
            table.__tablename__: tx.session.scalar(select(func.count()).select_from(table))
            for table in (Merchant, Staff, Customer, Product, Order, KnowledgeEntry, CannedReply)
        }

    return await db.read(count)


async def test_everything_of_the_shop_is_stored_once(db, settings):
    shop = await load_demo(db, settings)
    first = await counts(db)
    assert first["staff"] == len(reading.staffing().staff)
    assert first["shop_order"] == len(reading.orders())
    assert first["knowledge_entry"] == len(reading.entries())
    assert first["canned_reply"] == len(reading.canned_replies())
    assert first["customer"] == len(reading.customers())
    assert await load_demo(db, settings) == shop
    assert await counts(db) == first


async def test_the_accounts_are_printed_and_kept_from_other_eyes(db, settings):
    shop = await load_demo(db, settings)
    assert (settings.data_dir / FILE).stat().st_mode & 0o777 == 0o600
    for account in shop.accounts:
        staff = await db.read(sign_in, account.account, account.password)
        assert staff.name == account.name


async def test_passwords_are_not_the_same_anywhere_else(db, settings):
    shop = await load_demo(db, settings)
    passwords = [account.password for account in shop.accounts]
    assert len(set(passwords)) == len(passwords)


def test_no_password_contains_its_account(monkeypatch):
    drawn = iter(["abcWUdefghij", "wu", "abcdefghijkl"])
    monkeypatch.setattr(accounts, "new_secret", lambda _size: next(drawn))
    assert accounts.new_password("wu") == "abcdefghijkl"


async def test_lost_passwords_are_replaced(db, settings):
    before = await load_demo(db, settings)
    (settings.data_dir / FILE).unlink()
    after = await load_demo(db, settings)
    assert after.merchant_id == before.merchant_id
    account = after.accounts[0]
    assert (await db.read(sign_in, account.account, account.password)).name == account.name


async def test_changed_content_is_brought_up_to_date(db, settings, monkeypatch):
    before = await load_demo(db, settings)
    first = await counts(db)
    monkeypatch.setattr(reading, "version", lambda: "newer")
    after = await load_demo(db, settings)
    assert after.accounts == before.accounts
    assert await counts(db) == first
    assert read_shop(settings.data_dir).version == "newer"


async def test_a_real_installation_stays_without_a_demo(db, settings):
    from yingda.foundation.auth.passwords import hash_password
    from yingda.team.schemas import StaffDraft

    password = "a real and long one"
    draft = StaffDraft(account="boss", name="Boss", role="owner", password=password)
    token = await db.write(setup_link)
    await db.write(set_up, token, draft, "Shop", hash_password(password))
    before = await counts(db)
    with pytest.raises(NotADemo):
        await load_demo(db, settings)
    assert await counts(db) == before


async def test_personas_are_vouched_for_by_the_shop(db, settings):
    shop = await load_demo(db, settings)
    now = db.clock.now()
    found = await db.read(personas, shop.merchant_id)
    assert {one.language for one in found} == {"zh-CN", "zh-TW", "en"}
    secrets = await db.read(lambda tx: identity_secrets(tx, merchant_by_id(tx, shop.merchant_id)))
    for persona in found:
        assert read_identity(persona.identity_token, secrets, now).name == persona.name
