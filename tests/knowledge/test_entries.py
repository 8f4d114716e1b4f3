"""Leads write knowledge, agents find it, customers never see what is internal."""

import pytest

ENTRIES = "/api/knowledge/entries"
RETURNS = {"question": "怎么退货？", "answer": "七天内可以退。", "category": "售后"}


@pytest.fixture
def returns(lead):
    return lead.post(ENTRIES, RETURNS | {"similar": ["想退货", "退货流程"]}).json()


def test_a_lead_writes_an_entry_and_an_agent_reads_it(lead, agent, returns):
    seen = agent.get(f"{ENTRIES}/{returns['id']}").json()
    assert seen["similar"] == ["想退货", "退货流程"]
    assert (seen["status"], seen["language"], seen["source"]) == ("live", "zh-CN", "desk")


def test_an_agent_cannot_write_and_a_visitor_cannot_read(agent, visitor, returns):
    assert agent.post(ENTRIES, RETURNS).status_code == 403
    assert agent.patch(f"{ENTRIES}/{returns['id']}", {"answer": "x"}).status_code == 403
    assert visitor.get(ENTRIES).status_code == 403
    assert visitor.get("/api/knowledge/search", q="退货").status_code == 403


def test_the_same_question_is_not_written_twice_however_it_is_written(lead, returns):
    again = lead.post(ENTRIES, RETURNS | {"question": "怎麼退貨 "})
    assert again.status_code == 409
    assert again.json()["code"] == "knowledge.question_taken"
    assert again.json()["params"]["entry_id"] == returns["id"]


def test_a_change_keeps_what_it_does_not_name(lead, returns):
    address = f"{ENTRIES}/{returns['id']}"
    changed = lead.patch(address, {"valid_until": 5, "similar": ["退"]}).json()
    assert (changed["answer"], changed["valid_until"]) == ("七天内可以退。", 5)
    translated = {"en": {"question": "Returns?", "answer": "7 days.", "similar": ["send back"]}}
    lead.patch(address, {"translations": translated})
    changed = lead.patch(address, {"valid_until": None}).json()
    assert changed["valid_until"] is None
    assert (changed["similar"], changed["translations"]) == (["退"], translated)


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        ({"answer": ""}, "knowledge.answer_missing"),
        ({"answer_mode": "conditional"}, "knowledge.conditions_wrong"),
        ({"conditions": {"field": "x", "op": "like", "value": 1}}, "knowledge.conditions_wrong"),
        ({"question": " "}, "text.empty"),
        ({"secret": 1}, "request.unknown_field"),
    ],
)
def test_half_an_entry_is_refused(lead, draft, code):
    refused = lead.post(ENTRIES, RETURNS | draft)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert lead.get(ENTRIES).json()["items"] == []


def test_a_wrong_condition_is_refused_with_the_place_of_what_is_wrong(lead):
    fine = {"field": "customer.tier", "op": ">=", "value": 3}
    tree = {"all": [fine, fine | {"value": None}]}
    refused = lead.post(ENTRIES, RETURNS | {"answer_mode": "conditional", "conditions": tree})
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["field"], error["code"]) == (
        "conditions.all.1.value",
        "knowledge.condition_value",
    )


def test_an_archived_entry_is_out_of_the_list_and_its_question_free_again(lead, returns):
    assert lead.delete(f"{ENTRIES}/{returns['id']}").status_code == 204
    assert lead.get(ENTRIES).json()["items"] == []
    assert len(lead.get(ENTRIES, status="archived").json()["items"]) == 1
    assert lead.post(ENTRIES, RETURNS).status_code == 201


def test_entries_are_listed_by_text_category_and_page(lead, returns):
    for number in range(3):
        draft = {"question": f"运费{number}", "answer": "十元", "category": "物流"}
        lead.post(ENTRIES, draft)
    first = lead.get(ENTRIES, limit=3).json()
    rest = lead.get(ENTRIES, limit=3, cursor=first["next"]).json()
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [3, 1, None]
    assert [one["id"] for one in lead.get(ENTRIES, q="退貨").json()["items"]] == [returns["id"]]
    assert [one["id"] for one in lead.get(ENTRIES, q="100%").json()["items"]] == []
    assert len(lead.get(ENTRIES, category="物流").json()["items"]) == 3
    assert lead.get("/api/knowledge/categories").json() == [
        {"category": "售后", "count": 1},
        {"category": "物流", "count": 3},
    ]


def test_an_agent_finds_internal_knowledge_too_and_changes_at_once(lead, agent, returns):
    inner = {"question": "补偿权限", "answer": "一线 20 元", "answer_mode": "internal"}
    lead.post(ENTRIES, inner)
    (found, *_) = agent.get("/api/knowledge/search", q="補償").json()
    assert (found["question"], found["answer_mode"]) == ("补偿权限", "internal")
    lead.patch(f"{ENTRIES}/{returns['id']}", {"similar": ["把货寄回"]})
    (found, *_) = agent.get("/api/knowledge/search", q="寄回去").json()
    assert found["entry_id"] == returns["id"]


def test_another_company_sees_nothing_of_it(house, site, returns):
    stranger, _ = house.tenant("Other", "other")
    house.staff(stranger, "stranger", "owner")
    browser = site.signed_in("stranger")
    assert browser.get(ENTRIES).json()["items"] == []
    assert browser.get(f"{ENTRIES}/{returns['id']}").status_code == 404
    assert browser.delete(f"{ENTRIES}/{returns['id']}").status_code == 404


def test_canned_replies_are_everybodys_or_ones_own(lead, agent):
    mine = {"shortcut": "hi", "title": "问好", "text": "您好 {customer_name}"}
    own = agent.post("/api/canned-replies", mine).json()
    assert agent.post("/api/canned-replies", mine).json()["code"] == "knowledge.shortcut_taken"
    assert agent.post("/api/canned-replies", mine | {"shared": True}).status_code == 403
    shared = lead.post("/api/canned-replies", mine | {"shared": True}).json()
    assert {one["id"] for one in agent.get("/api/canned-replies").json()} == {
        own["id"],
        shared["id"],
    }
    assert [one["id"] for one in lead.get("/api/canned-replies").json()] == [shared["id"]]
    assert agent.delete(f"/api/canned-replies/{shared['id']}").status_code == 403
    assert lead.patch(f"/api/canned-replies/{own['id']}", {"text": "x"}).status_code == 404
    assert agent.patch(f"/api/canned-replies/{own['id']}", {"text": "嗨"}).json()["text"] == "嗨"
    assert agent.delete(f"/api/canned-replies/{own['id']}").status_code == 204


def test_a_golden_question_is_kept_changed_and_forgotten(lead, agent, returns):
    golden = "/api/knowledge/golden-questions"
    first = lead.post(golden, {"text": "怎么退", "entry_id": returns["id"]}).json()
    again = lead.post(golden, {"text": "怎么退", "entry_id": None}).json()
    assert again["id"] == first["id"]
    assert agent.get(golden).json() == [again]
    assert lead.post(golden, {"text": "怎么退", "entry_id": "0" * 32}).status_code == 404
    assert lead.delete(f"{golden}/{first['id']}").status_code == 204
    assert agent.get(golden).json() == []
    assert lead.delete(f"{golden}/{first['id']}").status_code == 404
