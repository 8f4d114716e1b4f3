"""A file is looked at first, then stored in one go."""

import pytest

from yingda.knowledge import queries
from yingda.knowledge.events import KnowledgeChanged
from yingda.knowledge.importing.reading import read_rows
from yingda.knowledge.service import commit_prepared, judge_rows, keep_import

IMPORTS = "/api/knowledge/imports"
CSV = (
    "问题,答案,分类,失效日期\n"
    "怎么退货？,七天内可以。,售后,2026-12-31\n"
    "運費(fèi)多少,<p>满 99 包邮</p>,物流,\n"
    "领奖,加微信 abc12345 免费领取,,\n"
    "怎么退货,第二遍,,\n"
    ",没有问题,,\n"
)


def upload(browser, text=CSV, name="faq.csv"):
    return browser.post(IMPORTS, files={"file": (name, text.encode())})


def entries(browser):
    return {one["question"]: one for one in browser.get("/api/knowledge/entries").json()["items"]}


def test_the_preview_stores_nothing_and_names_every_row(lead):
    seen = upload(lead).json()
    assert seen["counts"] == {
        "clean": 1, "cleaned": 1, "quarantined": 1, "duplicate": 1, "broken": 1,
    }  # fmt: skip
    assert [(row["line"], row["verdict"]) for row in seen["rows"]] == [
        (2, "clean"),
        (3, "cleaned"),
        (4, "quarantined"),
        (5, "duplicate"),
        (6, "broken"),
    ]
    assert seen["rows"][4]["problems"] == [{"code": "row_no_question", "params": {}}]
    assert entries(lead) == {}
    assert lead.get(f"{IMPORTS}/{seen['id']}").json() == seen


def test_a_commit_stores_the_good_rows_and_those_somebody_accepted(lead):
    seen = upload(lead).json()
    done = lead.post(f"{IMPORTS}/{seen['id']}/commit", {"accept_lines": [4, 6]})
    assert done.json() == {"stored": 3, "skipped": 2}
    stored = entries(lead)
    assert set(stored) == {"怎么退货？", "運費多少", "领奖"}
    assert stored["運費多少"]["answer"] == "满 99 包邮"
    assert stored["怎么退货？"]["source"] == "faq.csv"
    # The last day counts in the shop's timezone: valid until the next midnight in Shanghai.
    assert stored["怎么退货？"]["valid_until"] == 1_798_732_800_000
    again = lead.post(f"{IMPORTS}/{seen['id']}/commit", {})
    assert (again.status_code, again.json()["code"]) == (409, "knowledge.import_already_stored")


def test_importing_again_replaces_an_answer_only_when_it_is_accepted(lead):
    first = upload(lead, "q,a,similar\n一,旧,壹\n").json()
    lead.post(f"{IMPORTS}/{first['id']}/commit", {})
    for accepted, answer in (([], "旧"), ([2], "新")):
        seen = upload(lead, "q,a\n一,新\n").json()
        assert seen["rows"][0]["problems"][0]["code"] == "differs_from_entry"
        lead.post(f"{IMPORTS}/{seen['id']}/commit", {"accept_lines": accepted})
        assert entries(lead)["一"]["answer"] == answer


@pytest.mark.parametrize(
    ("name", "text", "status", "code"),
    [
        ("faq.exe", "x", 415, "knowledge.file_type_unknown"),
        ("faq.csv", "name\nx\n", 422, "knowledge.header_missing"),
        ("faq.csv", "", 422, "knowledge.file_empty"),
        ("faq.xlsx", "x", 422, "knowledge.file_unreadable"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_a_whole(lead, name, text, status, code):
    refused = upload(lead, text, name)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_an_agent_may_not_import(agent):
    assert upload(agent).status_code == 403


def test_a_whole_import_is_one_new_version_and_one_fact(house, shop):
    rows = read_rows("a.csv", "q,a\n一,甲\n二,乙\n".encode())
    prepared = house.write(kept, shop, rows)
    assert house.read(queries.version_of, shop.id) == 0
    house.write(commit_again, prepared.id)
    assert [event.entry_id for event in house.heard(KnowledgeChanged)] == [None]
    assert house.read(queries.version_of, shop.id) == 1


def kept(tx, shop, rows):
    return keep_import(tx, judge_rows(tx, shop, "a.csv", rows), by=None)


def commit_again(tx, import_id):
    from yingda.knowledge.models import KnowledgeImport

    return commit_prepared(tx, tx.session.get(KnowledgeImport, import_id), (), by=None)


def test_translations_come_in_with_their_own_ways_to_ask(lead):
    line = (
        '{"q": "运费", "a": "十元", "translations":'
        ' {"en": {"question": "Shipping?", "answer": "10", "similar": ["postage"]}}}'
    )
    seen = upload(lead, line, "a.jsonl").json()
    lead.post(f"{IMPORTS}/{seen['id']}/commit", {})
    assert entries(lead)["运费"]["translations"] == {
        "en": {"question": "Shipping?", "answer": "10", "similar": ["postage"]}
    }
