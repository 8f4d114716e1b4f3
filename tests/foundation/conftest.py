import pytest
from sqlalchemy import func, select

from yingda.foundation.db import Database
from yingda.foundation.ids import CountedIds
from yingda.foundation.sealing import Sealer
from yingda.foundation.writer import Ports
from yingda.merchants.models import Tenant
from yingda.merchants.service import found_tenant


class Store:
    """A database and what it told after each commit; tenants stand for anything stored."""

    def __init__(self, url, clock, reactions_for=lambda _event, _asked: ()):
        self.commits = []
        self.ids = CountedIds()
        ports = Ports(clock, self.ids, reactions_for, self.commits.append, Sealer(b"secret"))
        self.db = Database(url, ports)

    async def names(self):
        """Return everything stored so far, in order."""
        return await self.db.read(
            lambda tx: list(tx.session.scalars(select(Tenant.name).order_by(Tenant.id)))
        )

    async def count(self, name):
        return await self.db.read(
            lambda tx: tx.session.scalar(select(func.count()).where(Tenant.name == name))
        )


def keep(tx, name):
    """Store something."""
    found_tenant(tx, name)
    return name


def fail(tx, name):
    """Store something, and then go wrong."""
    found_tenant(tx, name)
    raise ValueError(name)


@pytest.fixture
def make_store(store_url, clock):
    """Give a maker of stores on this test's database; they are not started."""
    made = []

    def make(**ports):
        made.append(Store(store_url, clock, **ports))
        return made[-1]

    yield make
    for store in made:
        store.db.stop()


@pytest.fixture
def store(make_store):
    """Give a store that runs."""
    store = make_store()
    store.db.start()
    return store
