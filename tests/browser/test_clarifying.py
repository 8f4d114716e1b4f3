"""The one question more: a lead writes it, the bot and an agent put it, the lead sees what came."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Customer, pictured

ASK = "您的床宽一米五还是一米八？"
pytestmark = [pytest.mark.timeout(400), pytest.mark.usefixtures("patience")]


def write_down(lead):
    """Write a question that only agents put."""
    lead.part("add-discriminator").click()
    lead.part("products").fill("四件套、床品")
    lead.part("subjects").fill("尺寸，多大")
    lead.part("ask").get_by_label("简体中文").fill(ASK)
    for n, words in enumerate(("一米五、1.5 米", "一米八、1.8 米")):
        lead.part(f"answer-{n}").fill(words)
    lead.page.get_by_text("机器人答完也接着问").click()
    pictured(lead.page, "clarifying-form")
    lead.part("save").click()


def test_the_bot_answers_and_asks_what_decides_whether_it_fits(house, open_page):
    customer = Customer(open_page(), house).enter("陈小满").begin()
    customer.say("洗衣机多大尺寸，放得下吗？")
    customer.sees("机身宽 60")
    customer.sees("嵌进橱柜，还是靠墙单独放")
    customer.say("靠墙放")
    customer.sees("好的，靠墙，记下了")


def test_a_lead_writes_it_an_agent_puts_it_and_the_lead_sees_where(house, open_page, at_desk, axe):
    lead = at_desk("lin").visit("bot/asking")
    cards = lead.part("discriminator")
    expect(cards).to_have_count(1)
    assert axe(lead.page) == []
    write_down(lead)
    expect(cards).to_have_count(2)
    expect(cards.first).to_contain_text("只提示客服")
    customer = Customer(open_page(), house).enter("李想").begin()
    customer.say("四件套的尺寸多大？")
    customer.say("人工")
    agent = at_desk("chen")
    agent.tab("queue").open("李想")
    agent.part("take").click()
    hint = agent.part("ask-too")
    expect(hint).to_contain_text(ASK)
    pictured(agent.page, "clarifying-hint")
    need = agent.part("need")
    expect(need.get_by_role("radio", name="答疑")).to_be_checked()
    need.get_by_text("办事").click()
    expect(need).to_contain_text("陈晨 改过")
    assert axe(agent.page) == []
    hint.click()
    expect(agent.composer).to_have_value(ASK)
    agent.composer.press("Enter")
    customer.sees(ASK)
    expect(hint).to_have_count(0)
    expect(agent.part("suggestions").get_by_text(ASK)).to_have_count(0)
    lead.page.reload()
    expect(cards.first.locator("[data-test='asked']")).to_contain_text("1 个会话")
    pictured(lead.page, "clarifying")
    cards.first.locator("[data-test='uses']").click()
    expect(lead.page.get_by_role("dialog")).to_contain_text("客服问了")
    agent.ends("说了尺寸", "尺寸")
