"""The lead's home shows this moment, and every line opens what it is about."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Colleague, Customer

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def colleague(house, open_page):
    """Colleagues, who go home after the test: on duty they would get the next one's customers."""
    present = []

    def opened(account):
        page = open_page(width=1440, height=900)
        present.append(Colleague(page, house, account).enter())
        return present[-1]

    yield opened
    for one in present:
        one.goes_home()


def test_who_waits_and_who_serves_stand_there_live_and_open(house, open_page, colleague, axe):
    expect.set_options(timeout=20_000)
    lin = colleague("lin").visit("insight")
    buyer = Customer(open_page(), house).enter("Emma Clarke").begin()
    buyer.say("agent")
    line = lin.part("waiting-now").filter(has_text="Emma Clarke")
    expect(line).to_contain_text("排队")
    expect(line).to_contain_text("没有人值班")
    expect(line.get_by_role("timer")).to_be_visible()
    assert axe(lin.page) == []

    zhou = colleague("zhou").set_presence("可接待")
    expect(line).to_contain_text("已分给 周舟")
    seat = lin.part("on-duty").filter(has_text="周舟")
    expect(seat).to_contain_text("1 个待回复")
    seat.click()
    lin.part("seat-row").filter(has_text="Emma Clarke").click()
    expect(lin.page).to_have_url(re.compile("/conversations/"))

    zhou.open("Emma Clarke")
    zhou.says("Hello, how can I help?")
    lin.visit("insight")
    expect(seat).to_contain_text("接待 1/")
    expect(line).to_have_count(0)
    zhou.ends("Answered.")
    expect.set_options(timeout=5_000)
