"""Loads the demo shop into this installation, once; a later start only reads that it is there."""

from collections.abc import Mapping

from yingda.app.demo import helping, reading, stocking, teaching
from yingda.app.demo.accounts import Account, DemoShop, keep_shop, new_accounts, read_shop
from yingda.foundation.auth.passwords import hash_password
from yingda.foundation.db import Database, Tx
from yingda.foundation.settings import Settings
from yingda.merchants.errors import MerchantUnknown
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_by_id, merchant_meant
from yingda.team.queries import staff_by_account
from yingda.team.setup import has_owner


class NotADemo(Exception):
    """This installation has an owner of its own; a demo shop has no business in it."""


async def load_demo(db: Database, settings: Settings) -> DemoShop:
    """Return the demo shop of this data directory, loaded or brought up to date if needed."""
    known = read_shop(settings.data_dir)
    stored = known is not None and await db.read(_is_stored, known.merchant_id)
    if known is not None and stored and known.version == reading.version():
        return known
    accounts = known.accounts if known and stored else new_accounts(reading.staffing().staff)
    fresh = {} if known and stored else _hashed(accounts)
    lived_on = known.lived_on if known and stored else ""
    shop = await db.write(_load, accounts, fresh, lived_on)
    keep_shop(settings.data_dir, shop)
    return shop


def _load(tx: Tx, accounts: list[Account], hashes: Mapping[str, str], lived_on: str) -> DemoShop:
    """Store what is missing or differs; `hashes` are those of new passwords."""
    merchant = _merchant(tx)
    if merchant is None:
        merchant = stocking.found_shop(tx)
        owner = stocking.hire(tx, merchant, accounts, hashes)
    else:
        owner = stocking.owner_of(tx)
        stocking.change_passwords(tx, owner, hashes)
    stocking.furnish(tx, merchant, owner)
    teaching.teach(tx, merchant, owner)
    helping.install(tx, merchant, owner)
    return DemoShop(
        version=reading.version(),
        merchant_id=merchant.id,
        public_key=merchant.public_key,
        accounts=accounts,
        lived_on=lived_on,
    )


def _merchant(tx: Tx) -> Merchant | None:
    """Return the demo's merchant, None in an empty installation; refuse a real one."""
    if not has_owner(tx):
        return None
    if staff_by_account(tx, "owner") is None:
        raise NotADemo
    merchant = merchant_meant(tx, stocking.owner_of(tx), None)
    if merchant.slug != stocking.SHOP.slug:
        raise NotADemo
    return merchant


def _is_stored(tx: Tx, merchant_id: str) -> bool:
    try:
        merchant_by_id(tx, merchant_id)
    except MerchantUnknown:
        return False
    return True


def _hashed(accounts: list[Account]) -> dict[str, str]:
    return {one.account: hash_password(one.password, one.account) for one in accounts}
