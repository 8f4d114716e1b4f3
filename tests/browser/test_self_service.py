"""A customer finishes a task alone and the order changes; a lead opens the flow and tries it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import opened_house
from tests.browser.people import Colleague, Customer

pytestmark = pytest.mark.timeout(300)
PATIENCE_MS = 30_000


@pytest.fixture(autouse=True)
def patience():
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def house(request):
    """Give each test a shop of its own, for tasks change its orders."""
    with opened_house(request) as running:
        yield running


def test_a_customer_cancels_an_order_by_taps_alone(house, open_page, axe):
    page = open_page(bypass_csp=True)
    buyer = Customer(page, house).enter("李想").begin()
    buyer.say("我想取消订单")
    card = buyer.log.locator(".choices").last
    order = card.get_by_role("button", name="QH26110002")
    expect(order).to_be_visible()
    assert axe(page) == []
    order.click()
    card.get_by_role("button", name="拍错了").click()
    buyer.sees("取消订单 QH26110002")
    card.get_by_role("button", name="确认").click()
    buyer.sees("订单 QH26110002 已取消")
    staff = house.staff("lin")
    known = staff.ask("GET", "/customers?q=李想")["items"][0]
    orders = staff.ask("GET", f"/customers/{known['id']}/orders")
    states = {one["external_id"]: one["status"] for one in orders}
    staff.http.close()
    assert states["QH26110002"] == "cancelled"


def test_what_was_filled_in_is_handed_on(house, open_page, axe):
    page = open_page(width=1440, height=900, locale="zh-CN")
    chen = Colleague(page, house, "chen").enter().set_presence("忙碌")
    buyer = Customer(open_page(), house).enter("李想").begin()
    buyer.say("我想取消订单")
    card = buyer.log.locator(".choices").last
    card.get_by_role("button", name="QH26110002").click()
    card.get_by_role("button", name="拍错了").click()
    buyer.sees("取消订单 QH26110002")
    buyer.say("人工")
    chen.tab("queue").open("李想")
    case = chen.part("handover")
    run = case.locator("[data-test='handover-run']")
    expect(run).to_contain_text("取消订单")
    expect(run).to_contain_text("QH26110002")
    expect(case.locator(".handover-tried")).to_contain_text("自助办理")
    expect(case.locator(".handover-tried q", has_text="拍错了")).to_be_visible()
    expect(case).not_to_contain_text("assist.handover")
    assert axe(page) == []


def test_a_customer_tracks_a_parcel_in_english_and_asks_something_in_between(house, open_page):
    buyer = Customer(open_page(locale="en-US"), house).enter("李想").begin()
    buyer.say("track my order")
    buyer.sees("Which order is it?")
    buyer.say("QH26110003")
    buyer.sees("Order QH26110003 is on its way")


def test_a_lead_sees_a_flow_as_a_picture_tries_it_and_publishes(house, open_page, axe):
    lin = Colleague(open_page(width=1440, height=900), house, "lin").enter().visit("flows")
    lin.page.get_by_role("button", name="取消订单").click()
    graph = lin.page.get_by_role("group", name="流程图")
    expect(graph.get_by_role("button")).to_have_count(12)
    assert axe(lin.page) == []
    lin.page.get_by_text("试运行", exact=True).click()
    played = lin.part("try-flow")
    played.get_by_role("button", name="TEST0002").click()
    played.get_by_role("button", name="拍错了").click()
    played.get_by_role("button", name="确认").click()
    played.get_by_role("button", name="办成了").click()
    expect(played).to_contain_text("流程到这里结束")
    graph.get_by_role("button", name="还没有发货的订单可以取消").click()
    panel = lin.part("step-panel")
    panel.get_by_label("对客户说 简体中文").fill("要取消哪一单？")
    lin.part("publish").click()
    expect(lin.page.get_by_text("已发布 · 版本 2")).to_be_visible()
    buyer = Customer(open_page(), house).enter("李想").begin()
    buyer.say("取消我的订单")
    buyer.sees("要取消哪一单？")


def test_a_fault_is_named_and_keeps_a_flow_from_being_published(house, open_page):
    lin = Colleague(open_page(width=1440, height=900), house, "lin").enter().visit("flows")
    lin.page.get_by_role("button", name="开发票").click()
    lin.page.get_by_role("button", name="添加步骤").click()
    lin.page.get_by_role("menuitem", name="说一句").click()
    expect(lin.part("step-panel")).to_contain_text("没有写对客户说的话")
    expect(lin.part("publish")).to_be_disabled()
