"""What the person at the desk gets from the bot: the case so far, and words for the answer."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Colleague, Customer, pictured

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("patience")]


@pytest.fixture
def customer(house, open_page):
    return lambda **details: Customer(open_page(**details), house)


def test_the_case_so_far_stands_at_the_top_of_what_is_taken_over(customer, at_desk, axe):
    chen = at_desk("chen").set_presence("忙碌")
    buyer = customer().enter("李想").begin()
    buyer.say("运费怎么算，包邮吗？")
    expect(buyer.frame.locator(".source").last).to_contain_text("来源：运费怎么算")
    buyer.say("我买的洗衣机一直响，电话 13800138000，能换一个吗")
    expect(buyer.log.locator(".row.bot")).to_have_count(3)
    buyer.say("人工")
    chen.tab("queue").open("李想")
    case = chen.part("handover")
    expect(case).to_contain_text("客户说要找人工")
    expect(case).to_contain_text("排第 1 位")
    expect(case.locator(".handover__words")).to_contain_text("洗衣机一直响")
    expect(case.locator("[data-test='slot-phone']")).to_contain_text("13800138000")
    expect(case.locator("[data-test='slot-product']")).to_contain_text("洗衣机")
    expect(case.locator("li", has_text="答了")).to_contain_text("运费怎么算，包邮吗？")
    pictured(chen.page, "handover-desk")
    assert axe(chen.page) == []
    case.get_by_role("button", name="收起").click()
    expect(case.locator("dl")).to_have_count(0)
    case.get_by_role("button", name="展开").click()
    chen.part("take").click()
    expect(case).to_contain_text(re.compile("已等 .*秒"))
    chen.says("李先生您好，洗衣机给您换新的。")
    chen.ends("换洗衣机", "换货")


def test_the_shop_reads_the_case_on_its_phone_before_it_answers(house, open_page, customer, axe):
    page = open_page(color_scheme="light", has_touch=True, is_mobile=True)
    shop = Colleague(page, house, "shop").enter()
    buyer = customer().enter("陈小满").begin()
    buyer.say("毛巾掉毛怎么办？")
    expect(buyer.frame.locator(".source").last).to_be_visible()
    buyer.say("洗了三次还是掉，电话 13900139000，人工")
    card = shop.part("phone-card").filter(has_text="陈小满")
    card.locator("[data-test='answer']").click()
    case = page.locator(".sheet").locator("[data-test='handover']")
    expect(case).to_contain_text("客户说要找人工")
    expect(case.locator("[data-test='slot-phone']")).to_contain_text("13900139000")
    expect(page.locator(".sheet")).to_have_css("transform", "none")
    pictured(page, "handover-phone")
    assert axe(page) == []
    shop.part("sheet-text").fill("这一批有浮毛，给您补发一条。")
    shop.part("sheet-send").click()
    buyer.sees("这一批有浮毛，给您补发一条。")
    shop.goes_home()


def test_tab_puts_the_suggested_reply_into_the_composer_and_it_goes_out_as_such(
    customer, at_desk, axe
):
    chen = at_desk("chen").set_presence("忙碌")
    buyer = customer().enter("李想").begin()
    buyer.say("人工")
    chen.tab("queue").open("李想")
    chen.part("take").click()
    buyer.say("支持七天无理由退货吗？")
    suggestion = chen.part("suggestion").first
    expect(suggestion).to_contain_text("Tab")
    expect(chen.part("suggestions")).to_contain_text("支持七天无理由退货吗")
    pictured(chen.page, "suggestions-desk")
    assert axe(chen.page) == []
    words = suggestion.get_attribute("title")
    chen.composer.focus()
    chen.composer.press("Tab")
    expect(chen.composer).to_have_value(words)
    expect(chen.part("suggestions")).to_have_count(0)
    expect(chen.composer).to_be_focused()
    chen.composer.press("Enter")
    sent = chen.part("message-bot_assist_sent")
    expect(sent).to_contain_text("建议回复")
    buyer.sees(words.splitlines()[0])
    chen.ends("问退货", "退货")
