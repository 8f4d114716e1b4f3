import pytest

import yingda.knowledge.models  # noqa: F401 - the tables register themselves
from tests.house import House
from yingda.knowledge.api import router as knowledge
from yingda.team.api import router as team


@pytest.fixture
def house(store_url, tmp_path):
    house = House(store_url, tmp_path)
    yield house
    house.close()


@pytest.fixture
def shop(house):
    tenant, merchant = house.tenant()
    house.staff(tenant, "lead", "lead")
    house.staff(tenant, "agent")
    return merchant


@pytest.fixture
def site(house):
    with house.client(team, knowledge) as site:
        yield site


@pytest.fixture
def lead(site, shop):
    return site.signed_in("lead")


@pytest.fixture
def agent(site, shop):
    return site.signed_in("agent")


@pytest.fixture
def visitor(site, house, shop):
    from yingda.customers.models import Customer

    customer = Customer(id="c1", tenant_id=shop.tenant_id, merchant_id=shop.id, name="Visitor")
    return site.visitor(customer)
