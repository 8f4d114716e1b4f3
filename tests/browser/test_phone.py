"""The telephone: a lead tries it, a caller goes on in the chat, a colleague sees who calls."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.people import pictured

LI_XIANG = "130 0000 0002"
SAID = "我要开发票"
pytestmark = [pytest.mark.timeout(400), pytest.mark.usefixtures("patience")]


class Telephone:
    """The shop's telephone system."""

    def __init__(self, house):
        self.staff = house.staff("admin")

    def rings(self, number):
        self.n = 0
        body = {"external_id": uuid.uuid4().hex, "number": number}
        self.reply = self.staff.ask("POST", "/phone/calls", **body)

    def hears(self, **heard):
        self.n += 1
        path = f"/phone/calls/{self.reply['call_id']}/turns"
        self.reply = self.staff.ask("POST", path, n=self.n, **heard)
        return self.reply


@pytest.fixture
def telephone(house):
    system = Telephone(house)
    yield system
    system.staff.http.close()


def test_a_lead_tries_the_menu(at_desk, axe):
    lead = at_desk("lin").visit("settings?tab=phone")
    expect(lead.part("phone-item")).to_have_count(4)
    lead.page.get_by_role("textbox", name="来电号码").fill(LI_XIANG)
    lead.part("trial-begin").click()
    turns = lead.page.get_by_role("list", name="通话记录")
    expect(turns).to_contain_text("查物流请按 1")
    lead.part("press-2").click()
    expect(turns.get_by_role("listitem").last).to_contain_text("我的订单，申请售后，退货")
    pictured(lead.page, "phone-trial")
    assert axe(lead.page) == []
    lead.part("press-9").click()
    expect(lead.page.get_by_text(re.compile("这时会发短信"))).to_be_visible()
    expect(lead.page.get_by_text("还没有来电")).to_be_visible()


def test_a_caller_goes_on_in_the_chat_and_the_lead_sees_it(telephone, open_page, at_desk, axe):
    telephone.rings(LI_XIANG)
    assert "手机上办最快" in telephone.hears(text=SAID)["say"]
    url = telephone.hears(digits="1")["sms"]["url"]
    page = open_page(width=390, height=844, locale="zh-CN")
    page.goto(url)
    box = page.get_by_role("textbox")
    expect(box).to_have_value(SAID)
    expect(page.get_by_text("您刚才在电话里说的")).to_be_visible()
    pictured(page, "phone-link")
    assert axe(page) == []
    box.press("Enter")
    expect(page.get_by_role("log").get_by_text("发票").last).to_be_visible()
    expect(page.get_by_text("您刚才在电话里说的")).to_have_count(0)
    assert "call=" not in page.url
    lead = at_desk("lin").visit("settings?tab=phone")
    call = lead.part("calls").get_by_role("listitem").first
    expect(call).to_contain_text("李想")
    expect(call).to_contain_text("引到手机")
    expect(lead.part("phone-figures")).to_contain_text("1 通打开（引流率 100%）")
    call.locator("summary").click()
    expect(call).to_contain_text("按了 1")
    pictured(lead.page, "phone-calls")
    assert axe(lead.page) == []
    call.get_by_role("link", name="打开后来的会话").click()
    expect(lead.page).to_have_url(re.compile("/desk/conversations/[0-9a-f]{32}"))


def test_whoever_takes_the_call_is_one_click_from_the_last_chat(telephone, at_desk):
    agent = at_desk("chen")
    assert agent.ask("PUT", "/team/me/presence", state="available").ok
    expect(agent.part("presence")).to_contain_text("可接待")
    telephone.rings(LI_XIANG)
    telephone.hears(text="保修多久")
    assert telephone.hears(digits="0")["next"] == "transfer"
    notice = agent.page.get_by_role("alert").filter(has_text="来电转人工")
    expect(notice).to_contain_text("李想")
    expect(notice).to_contain_text("保修多久")
    expect(notice).to_be_in_viewport()
    pictured(agent.page, "phone-notice")
    notice.click()
    expect(agent.page).to_have_url(re.compile(telephone.reply["profile_path"]))
