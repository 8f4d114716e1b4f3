import pytest

from tests.house import House
from yingda.customers.api import router
from yingda.team.api import router as team_router


@pytest.fixture
def house(store_url, tmp_path):
    house = House(store_url, tmp_path)
    yield house
    house.close()


@pytest.fixture
def site(house):
    with house.client(router, team_router) as site:
        yield site
