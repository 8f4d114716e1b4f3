"""What trust rests on, as people see it: who decides, who sees what, and how right the bot is."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Customer, pictured

PHONE = "13912345678"
QUESTION = "可以开发票吗？"
pytestmark = [pytest.mark.timeout(400), pytest.mark.usefixtures("patience")]


def test_two_people_judge_a_drawn_answer_and_a_lead_settles_it(house, open_page, at_desk):
    customer = Customer(open_page(), house)
    customer.enter().begin()
    customer.say(QUESTION)
    expect(customer.log.locator("[data-kind='answer'], .bubble").last).to_be_visible()
    lead = at_desk("lin").visit("bot/sample")
    lead.part("draw-sample").click()
    mine = lead.part("to-judge").locator("[data-test='sampled']")
    expect(mine.first).to_be_visible()
    pictured(lead.page, "sample")
    count = mine.count()
    mine.first.locator("[data-test='verdict-right']").click()
    expect(mine).to_have_count(count - 1)
    other = at_desk("admin").visit("bot/sample")
    theirs = other.part("to-judge").locator("[data-test='sampled']")
    expect(theirs).to_have_count(count)
    theirs.first.locator("[data-test='verdict-wrong']").click()
    split = other.part("split").locator("[data-test='sampled']")
    expect(split).to_contain_text("林主管")
    split.locator("[data-test='verdict-right']").click()
    expect(other.part("split")).to_have_count(0)
    expect(other.part("sample-precision")).to_contain_text("100%")
    pictured(other.page, "sample-settled")


def test_an_admin_writes_who_decides_what(at_desk):
    admin = at_desk("admin").visit("team")
    admin.page.get_by_role("tab", name="审批权限").click()
    rows = admin.part("authorities").locator("li")
    expect(rows).to_have_count(3)
    admin.part("authority-add").click()
    last = rows.last
    last.locator("input").first.fill("补偿")
    last.locator("[data-test='authority-group']").click()
    admin.page.get_by_role("option", name="财务").last.click()
    admin.part("authority-save").click()
    expect(admin.page.get_by_text("已保存").first).to_be_visible()
    pictured(admin.page, "authorities")
    admin.page.reload()
    admin.page.get_by_role("tab", name="审批权限").click()
    expect(rows).to_have_count(4)


def test_temporary_staff_read_a_phone_as_stars_and_others_read_it(house, open_page, at_desk):
    lead = at_desk("lin")
    groups = lead.ask("GET", "/team/groups").json()
    presale = next(one["id"] for one in groups if one["is_default"])
    restricted = {"restricted": True, "allowed_actions": [], "limit_cents": 0}
    assert lead.ask("PATCH", f"/team/groups/{presale}", **restricted).ok
    agent = at_desk("chen")
    customer = Customer(open_page(), house)
    customer.enter().begin()
    customer.say(f"我的电话 {PHONE}，转人工")
    agent.visit("conversations")
    agent.tab("queue")
    agent.part("queue-row").first.click()
    expect(agent.thread).to_contain_text("5678")
    assert PHONE not in agent.page.content()
    pictured(agent.page, "stars")
    customer.say(f"再说一次 {PHONE}")
    expect(agent.thread).to_contain_text("再说一次")
    assert PHONE not in agent.page.content()
    lead.visit("conversations")
    lead.tab("queue")
    lead.part("queue-row").first.click()
    expect(lead.thread).to_contain_text(PHONE)
