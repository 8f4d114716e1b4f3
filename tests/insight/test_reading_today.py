"""Today's figures over HTTP: who sees what, pages, and how many statements it takes."""

import pytest
from sqlalchemy import event

from tests.insight.floor import Floor
from yingda.insight.api import router as insight
from yingda.insight.figures import FIGURES
from yingda.insight.queries import Asked, records_for, today_for
from yingda.team.api import router as team

PERSONAL = ["customers_received", "first_response_time", "average_response_time", "satisfaction"]


@pytest.fixture
def floor(house):
    floor = Floor(house, timezones=("Asia/Shanghai", "America/New_York"))
    floor.at(0, "09:00:00")
    for who, name in (("a1", "chen"), ("b1", "zhou"), ("c2", "chen")):
        floor.says(who)
        floor.asks_human(who)
        floor.joined_by(who, name)
        house.clock.advance(seconds=20)
        floor.answered_by(who, name)
    return floor


@pytest.fixture
def site(house, floor):
    with house.client(team, insight) as site:
        yield site


def value(answer, code):
    assert answer.status_code == 200, answer.text
    return next(one["value"] for one in answer.json()["figures"] if one["code"] == code)


def test_a_lead_sees_every_shop_or_one_of_them(site, floor):
    lead = site.signed_in("one-lin")
    answer = lead.get("/api/insight/today")
    assert [one["code"] for one in answer.json()["figures"]] == list(FIGURES)
    assert answer.json()["timezone"] == "Asia/Shanghai"
    assert answer.json()["day"] == "2026-01-02"
    assert value(answer, "customers_received") == 3

    other = lead.get("/api/insight/today", merchant_id=floor.shop_of("a1").id)
    assert (other.json()["day"], other.json()["timezone"]) == ("2026-01-01", "America/New_York")
    assert value(other, "customers_received") == 2
    assert value(other, "first_response_time") == 20
    assert value(other, "satisfaction") is None


def test_an_agent_sees_their_own_figures_and_nobody_else_s(site, floor):
    chen = site.signed_in("one-chen")
    own, other = floor.people["chen"].id, floor.people["zhou"].id
    answer = chen.get("/api/insight/today", staff_id=own)
    assert [one["code"] for one in answer.json()["figures"]] == PERSONAL
    assert value(answer, "customers_received") == 2

    for refused in ({}, {"staff_id": other}):
        for path in ("/api/insight/today", "/api/insight/today/customers_received/records"):
            answer = chen.get(path, **refused)
            assert (answer.status_code, answer.json()["code"]) == (403, "insight.not_yours")
    records = chen.get("/api/insight/today/customers_received/records", staff_id=own)
    assert {item["customer_name"] for item in records.json()["items"]} == {"a1", "c2"}
    page = chen.get("/api/insight/today/reply_rate/records", staff_id=own)
    assert (page.status_code, page.json()["code"]) == (404, "insight.not_personal")


def test_an_agent_and_their_lead_see_the_same(site, floor):
    chen = floor.people["chen"].id
    own = site.signed_in("one-chen").get("/api/insight/today", staff_id=chen)
    led = site.signed_in("one-lin").get("/api/insight/today", staff_id=chen)
    assert own.json() == led.json()


def test_merchant_staff_see_their_own_shop_alone(site, house, floor):
    mine, other = floor.shop_of("a1"), floor.shop_of("c2")
    house.staff(floor.tenant, "one-shop", "merchant_staff", merchant_id=mine.id)
    shop = site.signed_in("one-shop")
    assert value(shop.get("/api/insight/today"), "customers_received") == 2
    assert value(shop.get("/api/insight/today", merchant_id=mine.id), "customers_received") == 2
    assert shop.get("/api/insight/today", merchant_id=other.id).status_code == 404
    assert shop.get("/api/insight/today", staff_id=floor.people["chen"].id).status_code == 403
    records = shop.get("/api/insight/today/reply_rate/records").json()["items"]
    assert {item["customer_name"] for item in records} == {"a1", "b1"}


def test_tenants_never_touch(site, house, floor):
    Floor(house, "two")
    stranger = site.signed_in("two-lin")
    answer = stranger.get("/api/insight/today")
    assert {one["n"] for one in answer.json()["figures"]} == {0}
    assert stranger.get("/api/insight/today", merchant_id=floor.shops[0].id).status_code == 404
    assert stranger.get("/api/insight/today", staff_id=floor.people["chen"].id).status_code == 404
    for code in FIGURES:
        assert stranger.get(f"/api/insight/today/{code}/records").json()["items"] == []


def test_visitors_and_strangers_see_nothing(site, floor):
    assert site.anonymous().get("/api/insight/today").status_code == 401
    assert site.anonymous().get("/api/insight/today/queue_length/records").status_code == 401


def test_what_nobody_can_mean_is_refused(site):
    lead = site.signed_in("one-lin")
    records = "/api/insight/today/queue_length/records"
    assert lead.get("/api/insight/today/rainfall/records").status_code == 422
    assert lead.get("/api/insight/today", merchant_id="a\x00b").status_code == 422
    assert lead.get("/api/insight/today", merchant_id="unknown").status_code == 404
    assert lead.get(records, limit=0).status_code == 422
    for cursor in ("nonsense", "WzEsMl0", "W1sieCIsMV0sImEiXQ"):
        assert lead.get(records, cursor=cursor).status_code == 422


def test_records_come_in_pages_that_neither_lose_nor_repeat(site):
    lead, path = site.signed_in("one-lin"), "/api/insight/today/average_response_time/records"
    whole = lead.get(path).json()
    assert whole["next"] is None
    seen, cursor = [], {}
    while True:
        page = lead.get(path, limit=1, **cursor).json()
        seen += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == whole["items"]
    assert len(seen) == 3
    assert set(seen[0]) >= {"conversation_id", "customer_name", "agent_name", "at", "counted"}


def test_a_list_begun_before_midnight_goes_on_with_the_same_day(house, floor):
    page = house.read(records_for, floor.lead, "customers_received", Asked(), None, 2)
    floor.at(1, "00:10:00")
    rest = house.read(records_for, floor.lead, "customers_received", Asked(), page.next, 2)
    assert len({item.conversation_id for item in (*page.items, *rest.items)}) == 3


def test_all_figures_take_two_statements_however_much_there_is(house, floor):
    def statements():
        sent = []

        def note(_connection, _cursor, statement, *_):
            sent.append(statement)

        event.listen(house.engine, "before_cursor_execute", note)
        house.read(today_for, floor.lead, Asked())
        event.remove(house.engine, "before_cursor_execute", note)
        return sum(statement.startswith("SELECT") for statement in sent)

    few = statements()
    for number in range(5):
        floor.says(f"more{number}")
        floor.asks_human(f"more{number}")
    assert statements() == few == 2
