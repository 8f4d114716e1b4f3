"""A phase is planned, new customers meet it, and those who were there before do not."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.browser.people import Customer, pictured

UNHEARD_OF = "你们老板几岁"
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(autouse=True)
def patience():
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


def test_a_phase_begins_for_new_customers_alone(house, open_page, at_desk, axe):
    before = Customer(open_page(), house).enter().begin()
    before.say("运费怎么算")
    before.sees("包邮")
    lead = at_desk("lin").visit("bot/phases")
    lead.part("plan").click()
    lead.part("phase-name").fill("爆发")
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    lead.page.get_by_label("结束", exact=True).first.fill(f"{tomorrow:%Y-%m-%d %H:%M}")
    lead.page.keyboard.press("Enter")
    lead.part("unknowns_before_human").locator("input").fill("1")
    lead.page.get_by_role("combobox", name="人工入口至少这样显示").click(force=True)
    lead.page.get_by_role("option", name="一直显示").click()
    assert axe(lead.page) == []
    pictured(lead.page, "phase")
    lead.part("save").click()
    planned = lead.part("phase").filter(has_text="爆发")
    expect(planned).to_contain_text("进行中")
    expect(planned).to_contain_text("1 次不知道就转人工")
    expect(planned).to_contain_text("一直显示")
    pictured(lead.page, "phases")

    during = Customer(open_page(), house).enter().begin()
    for customer in (before, during):
        customer.say(UNHEARD_OF)
        customer.sees("不知道答案")
    during.sees("已为您转人工")
    expect(before.log.get_by_text("已为您转人工")).to_have_count(0)

    planned.locator("[data-test='end']").click()
    lead.page.locator(".el-popconfirm .el-button--primary").click()
    expect(planned).to_contain_text("已结束")
