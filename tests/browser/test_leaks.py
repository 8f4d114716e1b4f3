"""A leak is mended with one click, and the same question is answered the next time."""

import pathlib
import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Colleague, Customer, pictured

ASKED = "你们的杯子能刻字吗，刻名字怎么收费"
UNHEARD_OF = "你们老板几岁"
STEAM = ("蒸汽火车几点开", "蒸汽火车什么时候开", "请问蒸汽火车开的时间", "蒸汽火车几点钟开呀")
ANSWER = "可以刻字，下单时在备注里写好名字，加十元。"
pytestmark = pytest.mark.timeout(400)


@pytest.fixture(autouse=True)
def patience():
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


def asks(house, open_page, text=ASKED):
    customer = Customer(open_page(), house)
    customer.enter().begin()
    customer.say(text)
    return customer


def test_a_leak_is_mended_with_one_click_and_answered_next_time(house, open_page):
    first = asks(house, open_page)
    first.sees("您想问的是哪一个")
    first.say("转人工")
    lead = Colleague(open_page(width=1440, height=900, locale="zh-CN"), house, "lin").enter()
    lead.visit("bot/leaks")
    leak = lead.part("leak").filter(has_text=ASKED).first
    expect(leak).to_contain_text("开口后转")
    leak.click()
    expect(lead.page.get_by_text(ASKED).last).to_be_visible()
    lead.part("fix-create").click()
    lead.part("fix-answer").fill(ANSWER)
    lead.part("mend").click()
    expect(lead.page.get_by_text("已修好")).to_be_visible()

    asks(house, open_page).sees(ANSWER)


def test_the_bots_page_shows_figures_that_open_their_records(house, open_page):
    buyer = asks(house, open_page, UNHEARD_OF)
    buyer.sees("不知道答案")
    lead = Colleague(open_page(width=1440, height=900, locale="zh-CN"), house, "lin").enter()
    lead.visit("bot")
    card = lead.part("figure-bot_unanswered")
    expect(card).to_be_visible()
    card.click()
    expect(lead.page.locator(".figure-formula code")).to_have_text("M67")
    expect(lead.page.locator(".figure-records li").first).to_be_visible()


def test_a_topic_opens_the_questions_it_is_made_of(house, open_page, at_desk, axe):
    for text in STEAM:
        log = asks(house, open_page, text).log
        expect(log).to_contain_text(re.compile("您想问的是哪一个|不知道答案"))
    lead = at_desk("lin").visit("bot/topics")
    lead.part("look").click()
    topic = lead.part("topic").filter(has_text="蒸汽火车")
    with lead.page.expect_download() as found:
        lead.part("download").click()
    listed = pathlib.Path(found.value.path()).read_text(encoding="utf-8-sig")
    assert STEAM[0] in listed
    topic.locator("[data-test='topic-open']").click()
    drawer = lead.page.get_by_role("dialog")
    for text in STEAM:
        expect(drawer).to_contain_text(text)
    assert axe(lead.page) == []
    pictured(lead.page, "topic")
    drawer.get_by_role("link").filter(has_text=STEAM[0]).click()
    expect(lead.page.locator(".thread__scroll")).to_contain_text(STEAM[0])


def test_an_admin_says_what_service_costs_and_the_funnel_reckons_by_it(at_desk, axe):
    lead = at_desk("lin").visit("bot")
    expect(lead.part("cost-1")).to_contain_text("¥0.02")
    lead.part("rates").click()
    expect(lead.page.get_by_text("只有管理员可以修改")).to_be_visible()
    admin = at_desk("owner").visit("bot")
    admin.part("rates").click()
    admin.part("bot_micro").locator("input").fill("0.5")
    admin.page.get_by_label("从哪天起").first.fill("2020-01-01")
    admin.page.keyboard.press("Enter")
    assert axe(admin.page) == []
    pictured(admin.page, "rates")
    admin.part("save").click()
    expect(admin.page.get_by_text("成本已保存")).to_be_visible()
    expect(admin.part("cost-1")).to_contain_text("¥0.5")


def test_a_lead_says_what_is_behind_a_drawn_transfer(at_desk, axe):
    lin = at_desk("lin").visit("bot/sample")
    lin.part("sample-transfers").click()
    first = lin.part("transfer").first
    expect(first).to_be_visible()
    waiting = lin.part("transfer").count()
    pictured(lin.page, "transfers")
    assert axe(lin.page) == []
    first.locator(".el-select").click()
    lin.page.get_by_role("option", name="缺知识").click()
    expect(lin.part("transfer")).to_have_count(waiting - 1)
    expect(lin.part("transfers-week")).to_contain_text("还差 200 条")
    # Whoever works with the keyboard goes on with the next one.
    expect(lin.part("transfer").first.get_by_role("combobox")).to_be_focused()


def test_a_lead_reads_an_answer_and_what_is_wrong_stands_first_until_it_is_mended(at_desk, axe):
    lin = at_desk("lin").visit("bot/league")
    row = lin.part("league-row").nth(2)
    question = row.get_by_role("link").first.inner_text()
    row.get_by_role("button", name="复查").click()
    save = lin.part("review-save")
    expect(save).to_be_disabled()
    for part, choice in (("correct", "是"), ("complete", "否"), ("executable", "是")):
        expect(save).to_be_disabled()
        lin.part(f"judge-{part}").get_by_text(choice, exact=True).click()
    lin.page.get_by_label("哪里不对").fill("没说要多久")
    pictured(lin.page, "reading")
    assert axe(lin.page) == []
    save.click()
    first = lin.part("league-row").first
    expect(first).to_contain_text(question)
    expect(first.locator("[data-test='league-found']")).to_contain_text("说得不全，还没改")
    expect(first).to_contain_text("没说要多久")
    pictured(lin.page, "league")
