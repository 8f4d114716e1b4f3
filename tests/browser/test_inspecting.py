"""What temporary staff end is drawn for a lead, who reads it and says what is wrong."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Customer, pictured

REMARK = "只说了先量管子，没说怎么量"
pytestmark = [pytest.mark.timeout(400), pytest.mark.usefixtures("patience")]


def test_a_lead_reads_what_temporary_staff_ended_and_says_what_is_wrong(house, open_page, at_desk):
    lead = at_desk("lin")
    lead.visit("team/inspections")
    expect(lead.page.get_by_text("没有要看的会话")).to_be_visible()
    group = next(one for one in lead.ask("GET", "/team/groups").json() if one["is_default"])
    mark_as_temporary(lead, group["name"])
    conversation_id = serve(house, open_page, at_desk)
    lead.visit("team/inspections")
    card = lead.part("inspections").locator("[data-test='inspection']")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("随机抽中")
    expect(lead.part("inspections-waiting")).to_contain_text("1")
    pictured(lead.page, "inspections")
    card.locator("[data-test='inspection-open']").click()
    expect(lead.thread).to_contain_text("先量一下管子")
    assert conversation_id in lead.page.url
    lead.page.go_back()
    card.locator("[data-test='find-faulty']").click()
    card.locator("[data-test='fault']").click()
    lead.page.get_by_role("option", name="没答全").click()
    card.locator("input[maxlength='500']").fill(REMARK)
    card.locator("[data-test='find-save']").click()
    expect(lead.page.get_by_text("没有要看的会话")).to_be_visible()
    row = lead.part("inspected-agent")
    expect(row.locator("[data-test='share']")).to_have_text("100%")
    row.locator("[data-test='behind-faulty']").click()
    expect(card).to_contain_text(REMARK)
    expect(card).to_contain_text("林主管 判断：没答全")
    pictured(lead.page, "inspected")
    lead.part("inspections-all").click()
    expect(lead.page.get_by_text("没有要看的会话")).to_be_visible()


def mark_as_temporary(lead, name):
    """Mark a group as L3 in its form, and let all it ends be drawn."""
    lead.visit("team/groups")
    group = lead.page.locator(".group-list > li").filter(has_text=name).first
    group.get_by_role("button", name="编辑").click()
    lead.part("group-restricted").click()
    percent = lead.page.get_by_role("spinbutton", name="抽检比例")
    expect(percent).to_have_value("20")
    percent.fill("100")
    percent.press("Tab")
    pictured(lead.page, "group-percent")
    lead.part("save").click()
    expect(lead.page.get_by_text("已保存").first).to_be_visible()
    expect(group).to_contain_text("L3")
    (saved,) = [one for one in lead.ask("GET", "/team/groups").json() if one["name"] == name]
    assert saved["inspected_percent"] == 100


def serve(house, open_page, at_desk):
    """Let a customer be served to the end by somebody of that group; return the conversation."""
    agent = at_desk("chen")
    customer = Customer(open_page(), house)
    customer.enter().begin()
    customer.say("水管接口多大？转人工")
    agent.visit("conversations")
    agent.tab("queue")
    agent.part("queue-row").first.click()
    expect(agent.thread).to_contain_text("水管接口多大")
    conversation_id = agent.page.url.rsplit("/", 1)[1]
    assert agent.ask("POST", f"/conversations/{conversation_id}/take").ok
    agent.says("先量一下管子。")
    customer.sees("先量一下管子")
    assert agent.ask("POST", f"/conversations/{conversation_id}/close", summary="问接口").ok
    expect(customer.frame.locator("form.rating").last).to_be_visible()
    return conversation_id
