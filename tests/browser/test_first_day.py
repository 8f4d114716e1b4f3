"""A shop's first day in real browsers: customer, agents and lead side by side."""

import json
import re

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.people import Colleague, Customer

LANDS_WITHIN = 1000
NOTE = "客户上周也问过一次，先核对序列号。"
FIGURES = {
    "customers_received",
    "first_response_time",
    "average_response_time",
    "reply_rate",
    "satisfaction",
    "transfer_to_human_rate",
    "queue_length",
}
pytestmark = pytest.mark.timeout(400)


@pytest.fixture(autouse=True)
def patience():
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def customer(house, open_page):
    def opened(**details):
        return Customer(open_page(**details), house)

    return opened


@pytest.fixture
def colleague(house, open_page):
    """Colleagues, who go home after the test: on duty they would get the next one's customers."""
    present = []

    def opened(account, **details):
        page = open_page(**{"width": 1440, "height": 900, "locale": "zh-CN"} | details)
        present.append(Colleague(page, house, account))
        return present[-1].enter()

    yield opened
    for one in present:
        one.goes_home()


class Overheard:
    """Everything the server ever told a page, and with whose token it asked."""

    def __init__(self, page):
        self.words, self.token = [], None
        page.on("websocket", lambda socket: socket.on("framereceived", self.note_words))
        page.on("request", self.note_token)

    def note_words(self, frame):
        self.words.append(str(frame))

    def note_token(self, request):
        self.token = request.headers.get("authorization", self.token)


def test_a_customer_asks_people_take_over_and_the_customer_rates(house, customer, colleague):
    chen, zhou, lin = (colleague(account) for account in ("chen", "zhou", "lin"))
    for one in (chen, zhou):
        one.set_presence("忙碌").tab("queue")
    lin.visit("conversations").tab("all")
    buyer = customer()
    overheard = Overheard(buyer.page)
    buyer.enter("李想").begin()

    the_bot_answers_and_admits_what_it_does_not_know(buyer)
    buyer.say("人工")
    for one in (chen, zhou):
        expect(one.row("李想")).to_be_visible(timeout=LANDS_WITHIN)
    buyer.sees("已为您转人工，正在排队")
    expect(buyer.frame.locator(".queue")).to_contain_text("排在第 1 位")
    chen.tab("unanswered").set_presence("可接待")
    expect(chen.row("李想")).to_be_visible(timeout=LANDS_WITHIN)

    the_agent_sees_the_story_the_order_and_the_reason(chen)
    chen.part("take").click()
    buyer.sees("陈晨 开始为您服务")
    lin.open("李想")
    a_conversation_goes_to_and_fro(chen, buyer, lin)

    chen.notes(NOTE)
    expect(lin.part("note").filter(has_text=NOTE)).to_be_visible()
    zhou.tab("unanswered").set_presence("可接待")
    chen.transfers("售后服务", "序列号核对过了，差一张发票。")
    expect(zhou.row("李想")).to_be_visible()
    zhou.open("李想")
    expect(zhou.part("note").filter(has_text=NOTE)).to_be_visible()
    expect(lin.page.locator(".facts__legs")).to_contain_text("周舟")
    zhou.says("我是售后周舟，发票今天补给您。")
    buyer.sees("我是售后周舟，发票今天补给您。")
    expect(lin.thread.get_by_text("我是售后周舟，发票今天补给您。")).to_be_visible()
    zhou.ends("补开发票，今天寄出。", "发票", "回访")

    buyer.rate(5, "回复快")
    lin.tab("ended")
    expect(lin.row("李想").first).to_contain_text("5 分")
    the_customer_never_heard_of_the_note(house, overheard, lin)


def the_bot_answers_and_admits_what_it_does_not_know(buyer):
    buyer.say("运费怎么算，包邮吗？")
    expect(buyer.frame.locator(".source").last).to_contain_text("来源：运费怎么算")
    buyer.say("你们老板几岁")
    buyer.sees("不知道答案")
    expect(buyer.frame.locator(".choices").get_by_role("button", name="人工客服")).to_be_visible()


def the_agent_sees_the_story_the_order_and_the_reason(chen):
    chen.open("李想")
    answer = chen.part("message-bot_auto").filter(has_text="满 99 元包邮").last
    expect(answer.get_by_role("link", name="运费怎么算，包邮吗？")).to_be_visible()
    expect(chen.page.locator(".waiting-bar p")).to_contain_text("客服")
    chen.beside("订单")
    expect(chen.page.locator(".order-card", has_text="物流延误")).to_be_visible()


def a_conversation_goes_to_and_fro(chen, buyer, lin):
    chen.says("李先生您好，我来看一下运费。")
    buyer.sees("李先生您好，我来看一下运费。")
    buyer.say("台灯有点闪，你看")
    expect(chen.thread.get_by_text("台灯有点闪，你看")).to_be_visible()
    chen.sends_picture()
    expect(buyer.log.locator("img").last).to_be_visible()
    chen.uses_canned("cx")
    expect(chen.composer).to_have_value(re.compile("^我正在查订单 QH"))
    chen.composer.press("Enter")
    buyer.sees("2 分钟内回复您")
    expect(lin.thread.get_by_text("2 分钟内回复您")).to_be_visible()
    expect(lin.thread.locator("img").last).to_be_visible()


def the_customer_never_heard_of_the_note(house, overheard, lin):
    conversation = lin.page.url.rsplit("/", 1)[-1]
    headers = {"Authorization": overheard.token}
    with httpx2.Client(base_url=f"{house.url}/api/conversations/{conversation}") as visitor:
        told = visitor.get("/messages", params={"limit": 100}, headers=headers).raise_for_status()
        assert "2 分钟内回复您" in told.text
        assert NOTE not in told.text
        assert visitor.get("/notes", headers=headers).status_code in {401, 403, 404}
    assert overheard.words
    frames = [json.loads(line) for said in overheard.words for line in said.splitlines()]
    assert not [frame for frame in frames if NOTE in str(frame)]


def test_an_english_customer_types_agent_and_is_answered(customer, colleague):
    chen = colleague("chen").set_presence("可接待")
    buyer = customer(locale="en-GB").enter("Emma Clarke").begin()
    buyer.say("How do I get an invoice?")
    expect(buyer.frame.locator(".source").last).to_contain_text("Source")
    buyer.say("agent")
    expect(chen.row("Emma Clarke")).to_be_visible(timeout=LANDS_WITHIN)
    chen.open("Emma Clarke")
    chen.says("Hello Emma, which order is it?")
    buyer.sees("Hello Emma, which order is it?")
    expect(buyer.frame.locator(".head h1")).to_have_text("陈晨")
    chen.ends("Invoice explained.", "invoice")
    buyer.rate(4, "Clear")


def test_what_was_said_while_the_agent_was_offline_is_there_once_and_in_order(customer, colleague):
    said = ["第一：门锁", "第二：没电了", "第三：打不开"]
    wu = colleague("wu").set_presence("可接待")
    buyer = customer(locale="zh-TW").enter("林怡君").begin()
    buyer.say("真人客服")
    wu.open("林怡君")
    wu.says("您好，请讲。")
    buyer.sees("您好，请讲。")
    wu.page.context.set_offline(True)
    for text in said:
        buyer.say(text)
    expect(buyer.frame.locator(".own .bubble").last).to_have_text(said[-1])
    wu.page.context.set_offline(False)
    bubbles = wu.part("message-customer").locator(".message__bubble")
    expect(bubbles.filter(has_text=re.compile("^第"))).to_have_text(said)
    wu.ends("", "门锁")


def test_every_figure_of_the_leads_home_opens_the_records_it_counts(colleague):
    lin = colleague("lin")
    cards = lin.page.locator("[data-test^='figure-']")
    expect(cards).to_have_count(len(FIGURES))
    today = lin.ask("GET", "/insight/today").json()["figures"]
    assert {figure["code"] for figure in today} == FIGURES
    for figure in today:
        name = figure["code"]
        lin.part(f"figure-{name}").click()
        drawer = lin.page.locator(".el-drawer")
        expect(drawer.locator(".figure-formula p")).not_to_be_empty()
        if figure["unit"] == "count":
            rows = drawer.locator(".figure-records .yd-badge", has_text=re.compile("^计入$"))
            expect(rows).to_have_count(figure["value"])
            expect(drawer.locator(".figure-formula strong")).to_have_text(f"{figure['value']:.0f}")
        else:
            expect(drawer.locator(".figure-records li").first).to_be_visible()
        lin.page.keyboard.press("Escape")
        expect(drawer).to_have_count(0)
