"""Level L0: somebody reads a help page and is helped, somebody else asks all the same."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import pictured

RETURNS, SHIPPING = "怎么申请退货？", "运费怎么算，包邮吗？"
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def reads(house, open_page):
    """Give what looks a question up in the help centre and reads its page."""

    def read(question):
        page = open_page()
        page.goto(f"{house.url}/help/qinghe?q={question}")
        page.get_by_role("link", name=question).first.click()
        expect(page.get_by_role("article")).to_be_visible()
        return page

    return read


def test_a_lead_sees_which_pages_were_read_and_who_asked_all_the_same(reads, at_desk, axe):
    reads(SHIPPING)
    page = reads(RETURNS)
    page.get_by_role("link", name="联系客服").click()
    expect(page.get_by_role("textbox").or_(page.locator(".contact")).first).to_be_visible()
    assert "read=" not in page.url
    if page.locator(".contact").count():
        page.locator(".contact").click()
    page.get_by_role("textbox").fill("按了申请售后没有反应")
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_role("log")).to_contain_text("按了申请售后没有反应")
    lead = at_desk("lin").visit("bot")
    expect(lead.part("level-0")).to_contain_text(re.compile("L0.*2"))
    panel = lead.part("reads")
    expect(panel.locator("[data-test='reads-all']")).to_contain_text(re.compile("合计.*2.*0.*1.*1"))
    row = panel.locator("[data-test='read-entry']").filter(has_text=RETURNS)
    panel.scroll_into_view_if_needed()
    pictured(lead.page, "reads")
    assert axe(lead.page) == []
    row.get_by_role("button", name="1").click()
    drawer = lead.page.get_by_role("dialog")
    expect(drawer).to_contain_text(RETURNS)
    drawer.get_by_role("link").first.click()
    expect(lead.page.locator(".thread__scroll")).to_contain_text("按了申请售后没有反应")
