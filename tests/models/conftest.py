import pytest

from tests.models.floor import Floor


@pytest.fixture
def floor(store_url, tmp_path):
    """Give a shop floor on this test's database, in virtual time."""
    floor = Floor(store_url, tmp_path)
    yield floor
    floor.close()
