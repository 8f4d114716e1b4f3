"""A question put together once answers as the library itself would, on both databases."""

import pytest
from sqlalchemy import select, update

from tests.house import House
from yingda.foundation.remembered import Among, Remembered, given
from yingda.merchants.models import Tenant
from yingda.team import service
from yingda.team.models import Seat, Staff

COLUMNS = (Staff.id, Staff.name, Staff.active, Staff.merchant_id, Seat.channel_capacity, Seat.load)
PEOPLE = select(*COLUMNS).join(Seat, Seat.staff_id == Staff.id)
SOME = Remembered(
    PEOPLE.where(Among(Staff.name, "names"), Staff.role.in_(["agent", "lead"]), Staff.active)
)
ONE = Remembered(PEOPLE.where(Staff.name == given("name")).limit(1))
CAREFUL = Remembered(PEOPLE.where(Staff.name == given("name")).with_for_update(of=Seat))
NAMES = ["Chen", "引号 \" ' ? $1 %s", "Zhou"]


@pytest.fixture
def house(store_url, tmp_path):
    house = House(store_url, tmp_path)
    yield house
    house.close()


def hired(house):
    tenant, _ = house.tenant()
    for number, name in enumerate(NAMES):
        account = f"person{number}"
        house.staff(tenant, account, channel_capacity={"phone": number})
        house.write(rename, account, name)
    return tenant


def rename(tx, account, name):
    tx.connection.execute(update(Staff).where(Staff.account == account).values(name=name))


def test_text_numbers_flags_nothing_and_json_come_back_as_they_are(house):
    hired(house)

    def both(tx):
        expected = [tuple(row) for row in tx.session.execute(PEOPLE)]
        return sorted(SOME.rows(tx, names=NAMES)), sorted(expected)

    found, expected = house.read(both)
    assert found == expected
    assert [row[2] for row in found] == [True] * 3
    assert sorted(row[4]["phone"] for row in found) == [0, 1, 2]


def test_a_list_may_be_empty_or_name_nobody(house):
    hired(house)
    assert house.read(lambda tx: SOME.rows(tx, names=[])) == []
    assert house.read(lambda tx: SOME.rows(tx, names=["Nobody"])) == []


def test_one_is_found_or_nothing(house):
    hired(house)
    for asked in (ONE, CAREFUL):
        assert house.read(lambda tx, asked=asked: asked.first(tx, name=NAMES[1]))[1] == NAMES[1]
        assert house.read(lambda tx, asked=asked: asked.first(tx, name="Nobody")) is None


def test_what_the_session_still_holds_is_seen(house):
    tenant = hired(house)
    named = Remembered(select(Tenant.name).where(Tenant.id == given("id")))

    def rename_and_ask(tx):
        tx.session.get(Tenant, tenant.id).name = "Anew"
        return named.first(tx, id=tenant.id)

    assert house.write(rename_and_ask) == ("Anew",)


def test_a_load_noted_by_a_plain_statement_is_found(house):
    hired(house)
    person = house.read(lambda tx: ONE.first(tx, name="Chen"))
    house.write(service.set_loads, {person[0]: 4})
    assert house.read(lambda tx: ONE.first(tx, name="Chen"))[5] == 4
