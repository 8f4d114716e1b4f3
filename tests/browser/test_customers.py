"""A lead finds that two customers are one person, merges them, and splits them again."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Colleague

pytestmark = pytest.mark.timeout(300)
KEPT, OTHER = "何静", "赵明"


@pytest.fixture
def lead(house, open_page):
    expect.set_options(timeout=20_000)
    yield Colleague(open_page(width=1440, height=900), house, "lin").enter()
    expect.set_options(timeout=5_000)


def open_customer(lead, name):
    lead.visit("customers")
    lead.page.locator(".customers__row", has_text=name).click()
    expect(lead.page.locator(".customer h1")).to_have_text(name)


def identity(lead, name):
    return lead.page.locator(".customer__facts dd", has_text=name)


def test_two_customers_are_merged_and_split_again(lead, axe):
    page = lead.page
    open_customer(lead, KEPT)
    lead.part("merge").click()
    page.get_by_role("dialog").get_by_role("textbox").fill(OTHER)
    lead.part("merge-choice").filter(has_text=OTHER).click()

    both = lead.part("merge-side")
    expect(both).to_have_count(2)
    expect(both.first).to_contain_text("demo-he-jing")
    expect(both.last).to_contain_text("demo-zhao-ming")
    expect(lead.part("merge-what")).to_contain_text(f"归到“{KEPT}”名下")
    assert axe(page) == []

    lead.part("save").click()
    expect(lead.part("merged")).to_contain_text(OTHER)
    expect(identity(lead, "demo-zhao-ming")).to_be_visible()
    expect(page.locator(".customers__row", has_text=OTHER)).to_have_count(0)

    lead.part("split").click()
    page.locator(".el-popconfirm").get_by_role("button", name="拆开").click()
    expect(lead.part("merged")).to_have_count(0)
    expect(identity(lead, "demo-zhao-ming")).to_have_count(0)
    open_customer(lead, OTHER)
    expect(identity(lead, "demo-zhao-ming")).to_be_visible()


def test_the_other_one_can_be_kept_and_is_shown_afterwards(lead):
    open_customer(lead, KEPT)
    lead.part("merge").click()
    lead.part("merge-choice").filter(has_text=OTHER).click()
    lead.part("merge-side").last.get_by_role("radio").check()
    expect(lead.part("merge-what")).to_contain_text(f"归到“{OTHER}”名下")
    lead.part("save").click()
    expect(lead.page.locator(".customer h1")).to_have_text(OTHER)
    expect(lead.part("merged")).to_contain_text(KEPT)
    lead.part("split").click()
    lead.page.locator(".el-popconfirm").get_by_role("button", name="拆开").click()
    expect(lead.part("merged")).to_have_count(0)


def test_an_agent_is_offered_no_merge(house, open_page):
    agent = Colleague(open_page(width=1440, height=900), house, "chen").enter()
    open_customer(agent, KEPT)
    expect(agent.page.locator(".customer__facts")).to_be_visible()
    expect(agent.part("merge")).to_have_count(0)
