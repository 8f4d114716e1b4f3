"""Makes the pictures of docs/screenshots/ from a running demo: `make screenshots`."""

import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import CHROMIUM_ARGUMENTS, House  # noqa: E402 - after the path
from tests.browser.people import Colleague, Customer  # noqa: E402
from tests.services import chromium_path  # noqa: E402

PICTURES = ROOT / "docs" / "screenshots"
MOST_BYTES = 300_000
DESK = (1440, 900)
PHONE = (390, 844)
ASKED = [
    (None, "怎么申请发票？", "人工", "公司抬头填错了，还能换开吗？"),
    ("林怡君", "發票可以改抬頭嗎", "真人客服", "上週買的淨水器想換統編"),
    ("Emma Clarke", "How do I get an invoice?", "agent", "Please email it to my company"),
    (None, "空气炸锅怎么清洗？", "人工", "炸篮的涂层掉了一小块，能单买吗？"),
]
FOR_THE_SHOP = [
    ("电水壶烧水有味道怎么办？", "洗了三次还是有塑料味"),
    ("毛巾掉毛怎么办？", "同一批买的两条，只有一条掉"),
    ("炒锅粘锅怎么办？", "可以寄回去检测吗？"),
]


FOUND = re.compile("已为您接入|已為您接通|will be with you")


class Studio:
    """A browser in front of a demo house; every page is one person's."""

    def __init__(self, browser: Browser, house: House) -> None:
        self.browser, self.house = browser, house

    def page(
        self, size: tuple[int, int], scheme: Literal["light", "dark"] = "light", scale: float = 1
    ) -> Page:
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme=scheme,
            device_scale_factor=scale,
            reduced_motion="reduce",
        )
        return context.new_page()

    def customer(self, persona: str | None, size: tuple[int, int] = PHONE) -> Customer:
        return Customer(self.page(size), self.house).enter(persona)

    def colleague(self, account: str, size: tuple[int, int] = DESK) -> Colleague:
        return Colleague(self.page(size), self.house, account).enter()


def keep(page: Page, name: str) -> None:
    """Write the picture of a page at rest."""
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    size = path.stat().st_size
    print(f"  {path.relative_to(ROOT)}  {size // 1000} kB")
    if size > MOST_BYTES:
        raise SystemExit(f"{path.name} is larger than {MOST_BYTES // 1000} kB")


def the_shop_and_the_widget(studio: Studio) -> None:
    shop = studio.page(DESK)
    shop.goto(f"{studio.house.url}/shop")
    expect(shop.locator(".good img").first).to_be_visible()
    keep(shop, "shop")
    buyer = studio.customer("李想")
    expect(buyer.frame.locator(".order").first).to_be_visible()
    expect(buyer.frame.locator(".chip").first).to_be_visible()
    keep(buyer.page, "widget-home")
    buyer.page.context.close()
    help_pages(studio)
    a_task(studio)
    buyer = studio.customer("陈小满").begin()
    ask(buyer, "运费怎么算，包邮吗？")
    ask(buyer, "支持七天无理由退货吗？")
    keep(buyer.page, "widget")
    buyer.page.context.close()


def help_pages(studio: Studio) -> None:
    page = studio.page(PHONE)
    page.goto(f"{studio.house.url}/help/qinghe")
    keep(page, "help-center")
    page.get_by_role("searchbox").fill("退货")
    page.keyboard.press("Enter")
    page.locator(".questions a").first.click()
    keep(page, "help-entry")
    page.context.close()


def ask(buyer: Customer, text: str) -> None:
    """Ask the bot and wait for its answer."""
    buyer.page.wait_for_load_state("networkidle")  # what was said before is there
    answers = buyer.frame.locator(".row.bot")
    before = answers.count()
    buyer.say(text)
    expect(answers).to_have_count(before + 1)


def everybody_on_duty(studio: Studio) -> tuple[Colleague, Colleague]:
    for account in ("chen", "zhou"):
        studio.colleague(account).set_presence("可接待")
    return studio.colleague("wu").set_presence("可接待"), studio.colleague("lin")


def a_lively_desk(studio: Studio, wu: Colleague, lin: Colleague) -> None:
    for persona, question, word, more in ASKED:
        other = reach(studio, lin, "吴桐", persona, question, word)
        other.say(more)
    buyer = reach(studio, lin, "吴桐", "李想", "支持七天无理由退货吗？", "人工")
    wu.tab("mine")
    a_conversation(wu, buyer)
    wu.beside("订单")
    expect(wu.page.locator(".order-card img").first).to_be_visible()
    keep(wu.page, "desk-light")
    wu.page.emulate_media(color_scheme="dark")
    keep(wu.page, "desk-dark")


def reach(
    studio: Studio, lin: Colleague, name: str, persona: str | None, question: str, word: str
) -> Customer:
    """Ask the bot, then a person, who is the one named."""
    customer = studio.customer(persona).begin()
    ask(customer, question)
    customer.say(word)
    expect(customer.frame.locator(".head")).to_contain_text(FOUND)
    assign_latest(lin, name)
    return customer


def assign_latest(lin: Colleague, name: str) -> None:
    """The lead gives the newest conversation to somebody."""
    seats = lin.ask("GET", "/team/seats").json()
    rows = lin.ask("GET", "/conversations?tab=all").json()["items"]
    newest = max((row for row in rows if row["agent_id"]), key=lambda row: row["queued_at"] or 0)
    staff = next(seat["staff_id"] for seat in seats if seat["name"] == name)
    if newest["agent_id"] != staff:
        assert lin.ask("POST", f"/conversations/{newest['id']}/assign", staff_id=staff).ok


def a_conversation(wu: Colleague, buyer: Customer) -> None:
    wu.open("李想")
    wu.says("李先生您好，我是吴桐。退货可以免费上门取件，您看要退哪一件？")
    buyer.say("电饭煲内胆有划痕，能换吗")
    buyer.sees("电饭煲内胆有划痕，能换吗")
    wu.notes("老客户，内胆划痕属运输磕碰，可直接补发内胆。")
    wu.says("能。我给您补发一个新内胆，旧的不用寄回，周四前送到。")
    buyer.sees("旧的不用寄回")
    buyer.say("好的，谢谢")
    expect(wu.thread.get_by_text("好的，谢谢")).to_be_visible()


def leads_and_merchants(studio: Studio, lin: Colleague) -> None:
    lin.set_presence("可接待").visit("insight")
    expect(lin.page.locator("[data-test^='figure-']").first).to_be_visible()
    keep(lin.page, "lead-home")
    lin.visit("settings?tab=home")
    lin.part("persona-waiting").click()
    expect(lin.part("home-preview")).to_contain_text("延误")
    keep(lin.page, "desk-home-settings")
    the_handover(studio)
    the_flows(lin)
    the_bot(lin)
    the_telephone(lin)
    lin.visit("knowledge")
    lin.page.get_by_placeholder("搜索问题或答案").fill("退货")
    expect(lin.page.locator("tbody tr").first).to_contain_text("退货")
    keep(lin.page, "knowledge")
    merchant = studio.colleague("shop", PHONE).set_presence("可接待")
    for question, more in FOR_THE_SHOP:
        reach(studio, lin, "青禾店务", None, question, "人工").say(more)
    expect(merchant.part("phone-card")).to_have_count(len(FOR_THE_SHOP))
    keep(merchant.page, "merchant-phone")


def the_handover(studio: Studio) -> None:
    """What an agent finds who takes over: the case so far, and words for the answer."""
    buyer = studio.customer("陈小满").begin()
    ask(buyer, "运费怎么算，包邮吗？")
    ask(buyer, "洗衣机多大尺寸，放得下吗？电话 13800138000")
    buyer.say("人工")
    chen = studio.colleague("chen")
    chen.tab("mine").open("陈小满")
    expect(chen.part("handover")).to_be_visible()
    expect(chen.part("suggestions")).to_be_visible()
    keep(chen.page, "handover")
    chen.page.context.close()


def a_task(studio: Studio) -> None:
    """A customer is asked once more before an order is cancelled, and thinks again."""
    buyer = studio.customer("李想").begin()
    buyer.say("我想取消订单")
    card = buyer.log.locator(".choices").last
    card.get_by_role("button", name="QH26110002").click()
    card.get_by_role("button", name="拍错了").click()
    expect(card.get_by_role("button", name="确认")).to_be_visible()
    keep(buyer.page, "widget-task")
    buyer.say("算了")
    buyer.page.context.close()


def the_flows(lin: Colleague) -> None:
    """The flow behind a task, which way customers took, and the actions it calls."""
    lin.visit("flows").page.get_by_role("button", name="取消订单").first.click()
    expect(lin.part("ways")).to_be_visible()
    keep(lin.page, "flow")
    lin.part("ways").click()
    keep(lin.page, "flow-paths")
    lin.visit("flows/actions")
    expect(lin.page.locator(".action").first).to_be_visible()
    keep(lin.page, "actions")


def the_telephone(lin: Colleague) -> None:
    """The menu, and a call to try it."""
    lin.visit("settings?tab=phone").part("trial-begin").click()
    lin.part("press-2").click()
    expect(lin.page.get_by_role("list", name="通话记录")).to_contain_text("退货")
    keep(lin.page, "phone")


def the_bot(lin: Colleague) -> None:
    lin.visit("bot")
    expect(lin.part("level-3")).to_be_visible()
    keep(lin.page, "bot")
    lin.part("served-leaked_up").scroll_into_view_if_needed()
    keep(lin.page, "funnel")
    plan_phases(lin)
    lin.visit("bot/asking")
    expect(lin.part("discriminator").first).to_be_visible()
    keep(lin.page, "asking")
    lin.visit("bot/sample").part("draw-sample").click()
    expect(lin.part("to-judge").locator("[data-test='sampled']").first).to_be_visible()
    keep(lin.page, "sample")
    candidate = {"engine": "thresholds", "answer_above": 0.6, "choices_above": 0.2}
    assert lin.ask("POST", "/bot/shadow", **candidate).ok
    lin.visit("bot/shadow")
    expect(lin.part("shadow-run")).to_be_visible()
    keep(lin.page, "shadow")
    lin.visit("bot/leaks").part("leak").first.click()
    lin.part("fix-create").click()
    expect(lin.part("fix-answer")).to_be_visible()
    keep(lin.page, "leaks")


def plan_phases(lin: Colleague) -> None:
    """A phase that runs and one that is planned, taken, and ended again."""
    begins, hour = round(time.time()), 3_600
    peak = {"unknowns_before_human": 1, "answer_above": 0.9, "entry_level": 0}
    for name, at, until, changes in (
        ("爆发", 0, 24, peak),
        ("售后", 24, 72, {"unknowns_before_human": 1}),
    ):
        times = {
            "begins_at": (begins + at * hour) * 1000,
            "ends_at": (begins + until * hour) * 1000,
        }
        assert lin.ask("POST", "/bot/phases", name=name, changes=changes, **times).ok
    lin.visit("bot/phases")
    expect(lin.part("phase")).to_have_count(2)
    keep(lin.page, "phases")
    for phase in lin.ask("GET", "/bot/phases").json():
        assert lin.ask("POST", f"/bot/phases/{phase['id']}/end").ok


def main() -> None:
    """Start a demo of its own, take every picture, and stop it."""
    chromium = chromium_path()
    if chromium is None:
        raise SystemExit(
            "This needs Chromium: put it on the PATH or name it in YINGDA_TEST_CHROMIUM"
        )
    PICTURES.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="yingda-screenshots-"))
    house = House(folder)
    expect.set_options(timeout=30_000)
    try:
        house.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
            studio = Studio(browser, house)
            wu, lin = everybody_on_duty(studio)
            the_shop_and_the_widget(studio)
            a_lively_desk(studio, wu, lin)
            leads_and_merchants(studio, lin)
            browser.close()
    finally:
        house.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
