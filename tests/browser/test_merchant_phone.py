"""A shop's own staff serve their customers from a phone, with one thumb."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Colleague, Customer, draw_picture

LANDS_WITHIN = 2000
BROWSER_FACES = """
const sound = AudioContext.prototype.createOscillator
window.rung = 0
AudioContext.prototype.createOscillator = function () { window.rung += 1; return sound.call(this) }
"""
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(autouse=True)
def patience():
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def shop(house, open_page):
    """The shop's staff on their phone; they go home after the test."""
    page = open_page(color_scheme="light", has_touch=True, is_mobile=True)
    page.add_init_script(BROWSER_FACES)
    present = Colleague(page, house, "shop").enter()
    yield present
    present.goes_home()


@pytest.fixture
def buyer(house, open_page):
    return Customer(open_page(), house).enter("陈小满").begin()


def test_the_shop_answers_from_the_list_and_ends_with_a_summary(house, shop, buyer, axe):
    expect(shop.page.get_by_text("都回完了")).to_be_visible()
    shop.part("begin").click()
    expect(shop.part("presence")).to_contain_text("可接待")
    buyer.say("人工")
    card = shop.part("phone-card").filter(has_text="陈小满")
    expect(card).to_be_visible(timeout=LANDS_WITHIN)
    expect(card.get_by_role("timer")).to_contain_text("剩余")
    expect(shop.page).to_have_title(re.compile(r"^\(\d+\) Yingda$"))
    assert axe(shop.page) == []

    one_tap_answers(shop, buyer, card, axe)
    the_customer_speaks_again_and_the_phone_rings(shop, buyer, card)
    words_and_a_picture_go_out_from_the_list(shop, buyer, card)
    the_conversation_ends_with_a_summary(shop, buyer)


def one_tap_answers(shop, buyer, card, axe):
    card.locator("[data-test='answer']").click()
    reply = shop.page.locator(".canned-list li").filter(has_text="给您添麻烦了")
    expect(reply).to_be_visible()
    expect(shop.page.locator(".sheet")).to_have_css("transform", "none")
    expect(shop.part("sheet-text")).to_be_in_viewport(ratio=1)
    assert axe(shop.page) == []
    reply.locator("[data-test='canned-send']").click()
    buyer.sees("给您添麻烦了")
    expect(card).to_have_count(0)
    shop.tab("waiting")
    expect(card).to_contain_text("给您添麻烦了")
    expect(card.get_by_role("timer")).to_have_count(0)


def the_customer_speaks_again_and_the_phone_rings(shop, buyer, card):
    before = shop.page.evaluate("window.rung")
    buyer.say("那我的杯子什么时候补发")
    shop.tab("answer")
    expect(card).to_contain_text("那我的杯子什么时候补发")
    assert shop.page.evaluate("window.rung") == before + 1


def words_and_a_picture_go_out_from_the_list(shop, buyer, card):
    card.locator("[data-test='answer']").click()
    picture = {"name": "cup.png", "mimeType": "image/png", "buffer": draw_picture(shop.page)}
    shop.part("sheet-file").set_input_files([picture])
    expect(buyer.log.locator("img").last).to_be_visible()
    shop.part("sheet-text").fill("今天补发，就是这一只。")
    shop.part("sheet-send").click()
    buyer.sees("今天补发，就是这一只。")
    expect(shop.page.locator(".sheet")).to_have_count(0)


def the_conversation_ends_with_a_summary(shop, buyer):
    shop.tab("waiting").part("phone-card").filter(has_text="陈小满").locator("a").click()
    expect(shop.page.locator(".thread-header h1")).to_have_text("陈小满")
    expect(shop.page.locator(".rail")).to_be_hidden()
    shop.uses_canned("bf")
    shop.composer.fill("")
    shop.ends("杯子今天补发。", "补发")
    shop.tab("done")
    expect(shop.part("phone-card").filter(has_text="陈小满").first).to_be_visible()
    expect(buyer.frame.locator("form.rating").last).to_be_visible()


def test_a_list_that_could_not_be_read_says_so_and_is_read_again(shop):
    shop.page.route("**/api/conversations?*", lambda route: route.abort())
    shop.page.reload()
    again = shop.page.get_by_role("button", name="重试")
    for tab in ("answer", "waiting", "done"):
        shop.tab(tab)
        expect(again).to_be_visible()
    shop.page.unroute("**/api/conversations?*")
    again.click()
    expect(again).to_have_count(0)
