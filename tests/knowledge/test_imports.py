"""A file is looked at first, then stored in one go."""

import pytest

from yingda.knowledge import queries, service
from yingda.knowledge.service import imports

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
    assert done.json() == {"stored": 3, "skipped": 2, "failed": []}
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


def test_a_whole_import_is_one_new_version(house, shop, lead):
    seen = upload(lead, "q,a\n" + "".join(f"问题 {n},甲\n" for n in range(450))).json()
    assert house.read(queries.version_of, shop.id) == 0
    assert lead.post(f"{IMPORTS}/{seen['id']}/commit", {}).json()["stored"] == 450
    assert house.read(queries.version_of, shop.id) == 1


def test_an_import_that_was_cut_off_goes_on_where_it_stopped(house, shop, lead, monkeypatch):
    seen = upload(lead, "q,a\n" + "".join(f"问题 {n},甲\n" for n in range(450))).json()
    with monkeypatch.context() as patch:
        patch.setattr(service, "finish_import", cut_off)
        assert lead.post(f"{IMPORTS}/{seen['id']}/commit", {}).status_code == 500
    assert house.read(queries.version_of, shop.id) == 0
    assert lead.post(f"{IMPORTS}/{seen['id']}/commit", {}).json()["stored"] == 0
    assert house.read(queries.version_of, shop.id) == 1
    assert len(house.read(queries.known_questions, shop.id)) == 450


class CutOffError(Exception):
    pass


def cut_off(*_):
    raise CutOffError


def test_an_empty_translated_cell_is_no_translation_and_costs_nothing(lead):
    text = "question,answer,question_en,answer_en\n运费,十元,<br>,<br>\n退货,七天,,&nbsp;\n"
    seen = upload(lead, text).json()
    done = lead.post(f"{IMPORTS}/{seen['id']}/commit", {}).json()
    assert (done["stored"], done["failed"]) == (2, [])
    assert entries(lead)["运费"]["translations"] == {}


def test_a_translation_too_long_breaks_its_own_row_only(lead):
    text = f"question,answer,question_en\n运费,十元,{'x' * 600}\n退货,七天,Returns\n"
    seen = upload(lead, text).json()
    assert [row["verdict"] for row in seen["rows"]] == ["broken", "clean"]
    assert seen["rows"][0]["problems"][0]["code"] == "row_too_long"
    assert lead.post(f"{IMPORTS}/{seen['id']}/commit", {}).json()["stored"] == 1


def test_a_row_that_cannot_be_stored_after_all_is_named(lead, monkeypatch):
    seen = upload(lead, "q,a\n一,甲\n二,乙\n三,丙\n").json()
    draft = imports._draft

    def fails_for_two(row, zone):
        return draft(row if row["line"] != 3 else {**row, "question": " "}, zone)

    monkeypatch.setattr(imports, "_draft", fails_for_two)
    done = lead.post(f"{IMPORTS}/{seen['id']}/commit", {}).json()
    assert done == {"stored": 2, "skipped": 1, "failed": [3]}


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
