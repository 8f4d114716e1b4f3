"""How sure the bot must be: a lead says how many answers shall be right, and takes it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import pictured

pytestmark = [pytest.mark.timeout(400), pytest.mark.usefixtures("patience")]
QUESTIONS, ANYWAY = 70, "仍然"


@pytest.fixture
def golden(house):
    """Give what writes golden questions that nobody asks word for word."""

    def written(count):
        staff = house.staff("lin")
        found = staff.ask("GET", "/knowledge/entries?status=live&limit=200")["items"]
        public = [one for one in found if one["answer_mode"] == "public"][:count]
        for one in public:
            text = f"请教一下，{one['question'].rstrip('？')}呢"
            staff.ask("POST", "/knowledge/golden-questions", text=text, entry_id=one["id"])
        staff.http.close()
        return len(public)

    return written


def test_a_lead_takes_the_threshold_that_a_target_needs(at_desk, golden, axe):
    lead = at_desk("lin").visit("bot/sure")
    expect(lead.part("sure-few")).to_contain_text("50")
    assert golden(QUESTIONS) == QUESTIONS
    lead.visit("bot/sure").part("sure-90").click()
    proposed = lead.part("sure-proposed")
    expect(proposed).to_contain_text("%")
    threshold = re.search(r"[01]\.\d\d", proposed.inner_text()).group()
    pictured(lead.page, "sure")
    assert axe(lead.page) == []
    before = lead.ask("GET", "/bot/settings").json()["answer_above"]
    assert f"{before:.2f}" != threshold
    with lead.page.expect_response("**/bot/precision/trials"):
        lead.part("sure-set").click()
    if lead.page.get_by_text(ANYWAY).count():  # golden questions that would be answered otherwise
        lead.page.get_by_text(ANYWAY).click()
    expect(lead.page.get_by_text(f"现在把握高于 {threshold}")).to_be_visible()
    expect(lead.part("sure-set")).to_be_disabled()
    now = lead.ask("GET", "/bot/settings").json()["answer_above"]
    assert f"{now:.2f}" == threshold
