"""Shadow mode: a candidate answers silently beside the live bot; a lead sees where they differ."""

import json
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


def start_candidate(lead):
    """Start one that answers where the live bot would rather ask what is meant."""
    go = lead.part("shadow-go")
    expect(go).to_be_disabled()
    lower(lead, re.compile("直接回答"), steps=49)
    expect(go).to_be_enabled()
    go.click()
    expect(lead.part("shadow-run")).to_contain_text("林主管")
    expect(lead.part("shadow-run")).to_contain_text("0.36")


def asks(house, page, name):
    customer = Customer(page, house).enter(name).begin()
    customer.say(QUESTION)
    return customer


def heard_by(page):
    """Return a list that grows with every frame the server sends to the page."""
    frames = []

    def note(said):
        frames.extend(str(json.loads(line)) for line in str(said).splitlines())

    page.on("websocket", lambda one: one.on("framereceived", note))
    return frames


def test_a_candidate_listens_unheard_and_a_lead_sees_what_it_would_have_said(
    house, open_page, at_desk, axe
):
    lead = at_desk("lin").visit("bot/shadow")
    start_candidate(lead)
    page = open_page()
    frames = heard_by(page)
    customer = asks(house, page, "陈小满")
    customer.sees(CHOICE)
    compared = lead.part("shadow-compare")
    expect(compared).to_be_visible(timeout=A_LITTLE_LATER)
    question = lead.part("shadow-question").filter(has_text=QUESTION)
    expect(question).to_contain_text("空气炸锅怎么清洗？")
    pictured(lead.page, "shadow")
    assert axe(lead.page) == []
    # The customer was asked back by the live bot, and never heard the candidate's answer.
    expect(customer.log).not_to_contain_text(ANSWER)
    assert any("'choices'" in frame for frame in frames)
    assert not any(ANSWER in frame for frame in frames)
    question.get_by_role("link", name=QUESTION).click()
    expect(lead.thread).to_contain_text(QUESTION)
    lead.visit("bot/shadow").part("shadow-stop").click()
    expect(lead.part("shadow-again")).to_be_visible()
    # What was only tried changed nothing.
    another = asks(house, open_page(), "林怡君")
    another.sees(CHOICE)
    expect(another.log).not_to_contain_text(ANSWER)


def test_thresholds_in_the_wrong_order_are_told(at_desk):
    lead = at_desk("lin").visit("bot/shadow")
    lead.part("shadow-again").click()
    lower(lead, re.compile("直接回答"), steps=99)
    expect(lead.part("shadow-start")).to_contain_text("不能高于直接回答的把握")
    expect(lead.part("shadow-go")).to_be_disabled()
    pictured(lead.page, "shadow-order")


def test_a_candidate_is_published_and_then_heard(house, open_page, at_desk):
    lead = at_desk("lin").visit("bot/shadow")
    lead.part("shadow-again").click()
    start_candidate(lead)
    lead.part("shadow-publish").click()
    lead.page.locator(".el-popconfirm").get_by_role("button", name="让候选上线").click()
    expect(lead.part("shadow-run")).to_contain_text("已上线")
    pictured(lead.page, "shadow-published")
    asks(house, open_page(), "陈小满").sees(ANSWER)
