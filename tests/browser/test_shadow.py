"""Shadow mode: a candidate answers silently beside the live bot; a lead sees where they differ."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Customer, pictured

CHOICE, ANSWER = "您想问的是哪一个？", "炸篮"
QUESTION = "空气炸锅要怎么清洗才干净"
A_LITTLE_LATER = 90_000
pytestmark = [pytest.mark.timeout(400), pytest.mark.usefixtures("patience")]


def lower(lead, name, steps):
    handle = lead.page.get_by_role("slider", name=name)
    handle.focus()
    for _ in range(steps):
        handle.press("ArrowLeft")


def test_a_candidate_listens_unheard_and_a_lead_sees_what_it_would_have_said(
    house, open_page, at_desk, axe
):
    lead = at_desk("lin").visit("bot/shadow")
    go = lead.part("shadow-go")
    expect(go).to_be_disabled()
    lower(lead, re.compile("直接回答"), steps=49)
    expect(go).to_be_enabled()
    go.click()
    expect(lead.part("shadow-run")).to_contain_text("林主管")
    expect(lead.part("shadow-run")).to_contain_text("0.36")
    customer = Customer(open_page(), house).enter("陈小满").begin()
    customer.say(QUESTION)
    customer.sees(CHOICE)
    compared = lead.part("shadow-compare")
    expect(compared).to_be_visible(timeout=A_LITTLE_LATER)
    question = lead.part("shadow-question").filter(has_text=QUESTION)
    expect(question).to_contain_text("空气炸锅怎么清洗？")
    pictured(lead.page, "shadow")
    assert axe(lead.page) == []
    # The customer was asked back by the live bot, and never heard the candidate's answer.
    expect(customer.log).not_to_contain_text(ANSWER)
    question.get_by_role("link", name=QUESTION).click()
    expect(lead.thread).to_contain_text(QUESTION)
    lead.visit("bot/shadow").part("shadow-stop").click()
    expect(lead.part("shadow-again")).to_be_visible()
    answered_as_before(house, open_page)


def answered_as_before(house, open_page):
    """What was only tried changed nothing."""
    another = Customer(open_page(), house).enter("林怡君").begin()
    another.say(QUESTION)
    another.sees(CHOICE)
    expect(another.log).not_to_contain_text(ANSWER)
