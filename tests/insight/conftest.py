import pytest

import yingda.conversations.models
import yingda.quality.models
import yingda.routing.models  # noqa: F401 - the tables register themselves
from tests.house import House


@pytest.fixture
def house(store_url, tmp_path):
    house = House(store_url, tmp_path)
    yield house
    house.close()
