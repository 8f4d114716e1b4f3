"""What a customer meets before the conversation: help pages, home, the way to a person."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Colleague, Customer

BUTTON = re.compile("^人工客服$")


@pytest.fixture
def enter(house, open_page):
    """Let a customer of the demo shop open the widget."""

    def entered(persona=None, level=None, **details):
        page = open_page(**details)
        if level is not None:
            page.route(
                "**/api/visitor/human-entry", lambda route: route.fulfill(json={"level": level})
            )
        buyer = Customer(page, house).enter(persona)
        # Whoever has a conversation that goes on comes to it first.
        if back := buyer.frame.get_by_role("button", name="返回首页").all():
            back[0].click()
        return buyer

    return entered


def test_a_customer_finds_the_answer_in_the_help_centre_on_a_phone(house, open_page, axe):
    page = open_page()
    page.goto(f"{house.url}/help/qinghe")
    assert axe(page) == []
    page.get_by_role("searchbox").fill("怎么退货")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("怎么申请退货")).click()
    expect(page.get_by_role("article")).to_contain_text("我的订单")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="联系客服").click()
    expect(page.get_by_role("textbox").or_(page.locator(".contact"))).to_be_visible()


def test_what_is_not_public_is_not_in_the_help_centre(house, open_page):
    page = open_page()
    page.goto(f"{house.url}/help/qinghe?q=补偿权限")
    expect(page.locator("main")).not_to_contain_text("补偿权限是多少")


def test_what_is_taken_down_is_gone_when_home_is_seen_again(house, enter):
    buyer = enter("陈小满")
    chip = buyer.frame.locator(".chip").first
    expect(chip).to_be_visible()
    title = chip.inner_text().strip()
    staff = house.staff("lin")
    found = staff.ask("GET", "/knowledge/entries?status=live&limit=200")["items"]
    (entry,) = [one for one in found if one["question"] == title]
    staff.ask("PATCH", f"/knowledge/entries/{entry['id']}", answer_mode="internal")
    buyer.frame.evaluate("() => { const now = Date.now; Date.now = () => now() + 60_000 }")
    buyer.frame.get_by_role("button", name="在线咨询").or_(
        buyer.frame.locator(".contact")
    ).first.click()
    buyer.frame.get_by_role("button", name="返回首页").click()
    expect(buyer.frame.locator(".chip").first).to_be_visible()
    expect(buyer.frame.get_by_role("button", name=title, exact=True)).to_have_count(0)
    staff.ask("PATCH", f"/knowledge/entries/{entry['id']}", answer_mode="public")
    staff.http.close()


def test_home_shows_orders_with_their_questions_and_a_chip_answers(enter, axe):
    buyer = enter("李想")
    late = buyer.frame.locator(".orders > li").filter(has_text="物流延误")
    expect(late).to_be_visible()
    assert axe(buyer.frame) == []
    late.get_by_role("button", name="我的包裹延误了怎么办？").click()
    buyer.sees("来源：我的包裹延误了怎么办？")
    expect(buyer.frame.locator(".following .chip").first).to_be_visible()


def test_others_are_shown_when_the_guesses_are_not_it(enter):
    buyer = enter()
    chips = buyer.frame.get_by_role("region", name="猜你想问").locator(".chip")
    expect(chips).to_have_count(4)
    before = chips.all_inner_texts()
    buyer.frame.get_by_role("button", name="换一换").click()
    expect(chips.first).not_to_have_text(before[0])
    assert not set(before) & set(chips.all_inner_texts())


def test_search_as_you_type_answers_from_home_and_while_writing(enter):
    buyer = enter()
    buyer.frame.get_by_role("searchbox").fill("发票")
    buyer.frame.locator(".found").get_by_role("button", name="怎么开发票").click()
    buyer.sees("来源：怎么开发票")
    buyer.frame.get_by_role("textbox").fill("运费")
    buyer.frame.locator(".meant").get_by_role("button", name="运费怎么算").click()
    buyer.sees("来源：运费怎么算")
    expect(buyer.frame.get_by_role("textbox")).to_have_value("")


def test_what_is_chosen_of_all_orders_and_what_typing_showed_are_kept(enter):
    buyer = enter("李想")
    page, orders = buyer.page, buyer.frame.locator(".orders > li")
    expect(orders).to_have_count(2)
    with page.expect_response(re.compile("/api/visitor/suggestions$")) as opened:
        buyer.frame.get_by_role("button", name=re.compile("查看全部")).click()
    expect(orders).to_have_count(10)
    assert opened.value.json()["list_id"]
    chip = orders.nth(7).locator(".chip").first
    asked = chip.inner_text()
    with page.expect_response(re.compile("/suggestions/[^/]+/choice$")) as chosen:
        chip.click()
    assert chosen.value.status == 204
    buyer.sees(f"来源：{asked.rstrip('？')}")
    buyer.frame.get_by_role("textbox").fill("运费怎么")
    expect(buyer.frame.locator(".meant li").first).to_be_visible()
    buyer.frame.get_by_role("textbox").fill("运费怎么算呢")
    with page.expect_response(re.compile("/suggestions/typed$")) as told:
        buyer.frame.get_by_role("textbox").press("Enter")
    assert told.value.status == 204
    buyer.sees("来源：运费怎么算")
    assert told.value.request.post_data_json["entry_id"] is None


@pytest.mark.parametrize(
    ("name", "locale", "task", "foreign"),
    [
        ("林怡君", "zh-TW", "取消訂單", "[货样么单发问]"),
        ("Emma Clarke", "en-GB", "Cancel an order", "[\u3400-\u9fff]"),
    ],
)
def test_the_greeting_and_chips_are_in_the_customers_own_language(
    enter, name, locale, task, foreign
):
    buyer = enter(name, locale=locale)
    expect(buyer.frame.locator(".hero")).to_contain_text(task)
    # The first line names an order by what the shop's own system calls it.
    said = buyer.frame.locator(".hero p").inner_text().split("\n", 1)[1]
    chips = buyer.frame.locator(".chip")
    expect(chips.first).to_be_visible()
    for text in [said, *chips.all_inner_texts()]:
        assert not re.search(foreign, text), text


def test_the_greeting_names_the_open_order_and_three_things(enter):
    buyer = enter("李想")
    expect(buyer.frame.locator(".hero")).to_contain_text("物流延误了")
    assert buyer.frame.locator(".hero p").inner_text().count("- ") == 3
    expect(buyer.frame.locator(".contact")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("level", "at_once", "after_answer", "in_menu"),
    [(0, 1, 1, 0), (1, 0, 1, 0), (2, 0, 0, 1), (3, 0, 0, 0)],
)
def test_the_way_to_a_person_is_as_plain_as_its_level_says(
    enter, level, at_once, after_answer, in_menu
):
    buyer = enter(level=level).begin()
    button = buyer.frame.locator(".head").get_by_role("button", name=BUTTON)
    expect(button).to_have_count(at_once)
    buyer.say("怎么开发票")
    buyer.sees("来源：怎么开发票")
    expect(button).to_have_count(after_answer)
    buyer.frame.get_by_role("button", name="更多").click()
    expect(buyer.frame.locator(".sheet").get_by_role("button", name=BUTTON)).to_have_count(in_menu)
    buyer.page.keyboard.press("Escape")
    buyer.frame.locator(".head h1").click()
    buyer.say("人工")
    expect(buyer.frame.locator(".event").first).to_be_visible()


def test_the_desk_refuses_to_hide_the_person_before_the_bot_has_proved_itself(house, open_page):
    lead = Colleague(open_page(1440, 900), house, "lin").enter().visit("settings?tab=home")
    lead.part("entry-level-3").click()
    lead.part("help-save").click()
    expect(lead.part("help-problem")).to_contain_text("还不能弱化人工入口")
    lead.part("persona-waiting").click()
    expect(lead.part("home-preview")).to_contain_text("我的包裹延误了怎么办？")
    lead.part("persona-newcomer").click()
    expect(lead.part("home-preview")).not_to_contain_text("我的包裹延误了怎么办？")


def test_a_lead_opens_what_was_tapped_of_the_suggested_questions(house, enter, open_page):
    buyer = enter()
    chip = buyer.frame.locator(".chip").first
    question = chip.inner_text()
    chip.click()
    expect(buyer.log).to_contain_text(question)
    lead = Colleague(open_page(1440, 900), house, "lin").enter().visit("bot")
    lead.part("clicks-all").click()
    clicks = lead.page.get_by_role("dialog").locator("[data-test='click']")
    expect(clicks.filter(has_text=question).first).to_contain_text("未满 24 小时")
    clicks.filter(has_text=question).first.get_by_role("link").click()
    expect(lead.thread).to_contain_text(question)
