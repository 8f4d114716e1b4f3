"""The demo shop says one thing: its files agree with each other, in three languages."""

from collections import Counter

import pytest

from tests.architecture.wordlists import not_taiwanese
from yingda.app.demo import reading
from yingda.knowledge.conditions import parsed

ENTRIES = reading.entries()
CATEGORIES = {
    "物流配送", "订单修改", "退换货", "退款", "发票", "优惠活动", "支付", "安装", "保修售后",
    "会员", "隐私与账号", "门店与企业采购", "投诉与安全", "内部规范",
    "商品-净水器", "商品-空气炸锅", "商品-扫地机器人", "商品-电饭煲", "商品-台灯",
    "商品-四件套", "商品-收纳", "商品-洗衣机", "商品-其他",
}  # fmt: skip
STATES = {
    "unpaid", "paid", "shipped", "delayed", "delivered",
    "refunding", "refunded", "cancelled", "completed",
}  # fmt: skip
LONGEST_FIRST_SENTENCE = 60


def test_there_is_enough_to_ask_about():
    assert len(ENTRIES) >= 150
    assert sum(set(entry.translations) == {"en", "zh-TW"} for entry in ENTRIES) >= 30


def test_every_answer_mode_occurs():
    modes = Counter(entry.answer_mode for entry in ENTRIES)
    assert min(modes[mode] for mode in ("public", "conditional", "internal", "human")) >= 6


def test_categories_are_known():
    assert {entry.category for entry in ENTRIES} == CATEGORIES


def asked_of(entry):
    wordings = [entry, *entry.translations.values()]
    return {
        text.casefold() for wording in wordings for text in (wording.question, *wording.similar)
    }


def test_no_question_is_asked_of_two_entries():
    asked = Counter(text for entry in ENTRIES for text in asked_of(entry))
    assert [text for text, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.question)
def test_the_answer_comes_first_and_is_short(entry):
    assert len(entry.answer.splitlines()[0]) <= LONGEST_FIRST_SENTENCE


def test_only_conditional_entries_have_conditions_and_those_can_be_read():
    for entry in ENTRIES:
        assert (entry.answer_mode == "conditional") == (entry.conditions is not None)
        if entry.conditions is not None:
            parsed(entry.conditions)


def test_some_entries_are_valid_for_a_time():
    assert any(entry.valid_from_days is not None for entry in ENTRIES)


def texts_of_taiwan():
    for entry in ENTRIES:
        if wording := entry.translations.get("zh-TW"):
            yield from (wording.question, *wording.similar, wording.answer)
    yield from (product.titles["zh-TW"] for product in reading.products())
    yield from (one.about["zh-TW"] for one in reading.customers() if one.persona)
    yield from (one.text for one in reading.canned_replies() if one.language == "zh-TW")
    look = reading.widget_look()
    yield look.launcher_text["zh-TW"]


def test_taiwan_is_spoken_to_in_its_own_words():
    assert {text: why for text in texts_of_taiwan() if (why := not_taiwanese(text))} == {}


def test_orders_are_in_every_state_and_name_products_and_customers():
    orders = reading.orders()
    products = {product.external_id for product in reading.products()}
    known = {customer.external_id for customer in reading.customers()}
    assert {order.status for order in orders} == STATES
    assert {line.product for order in orders for line in order.items} <= products
    assert {order.customer for order in orders} <= known
    assert len({order.external_id for order in orders}) == len(orders)


def test_one_persona_has_orders_in_every_state():
    assert {one.status for one in reading.orders() if one.customer == "demo-li-xiang"} == STATES


def test_staff_belong_to_groups_that_exist():
    staffing = reading.staffing()
    groups = {group.key for group in staffing.groups}
    assert sum(group.is_default for group in staffing.groups) == 1
    assert {key for person in staffing.staff for key in person.groups} == groups
    assert len({person.account for person in staffing.staff}) == len(staffing.staff)


def test_recorded_conversations_are_of_known_people_and_groups():
    recordings = reading.recordings()
    known = {customer.external_id for customer in reading.customers()}
    assert len(recordings) >= 12
    assert {one.customer for one in recordings} <= known
    groups = {group.name for group in reading.staffing().groups}
    assert {said.to for one in recordings for said in one.messages if said.to} <= groups
    accounts = {person.account for person in reading.staffing().staff}
    assert {account for one in recordings for account in one.away} <= accounts
    assert any(said.transferred for one in recordings for said in one.messages)
    assert any(one.rating for one in recordings)


def test_canned_replies_have_their_own_shortcuts():
    replies = reading.canned_replies()
    assert len(replies) >= 30
    assert len({reply.shortcut for reply in replies}) == len(replies)
    for reply in replies:
        reply.text.format(customer_name="", agent_name="", order_no="")
