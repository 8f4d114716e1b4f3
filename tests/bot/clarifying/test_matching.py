"""When the one question more should be put, from what was said alone."""

import pytest

from yingda.bot.clarifying.matching import (
    Line,
    Rule,
    applies,
    given_in,
    is_settled,
    puts,
    touches,
)

UP, DOWN = 0, 1
RULE = Rule(
    ("洗衣机", "washing machine"),
    ("排水", "drain"),
    (("上排水", "上排", "不带x"), ("下排水", "下排", "带x", "drains down")),
)
ASKED = "海尔洗衣机 XQG100 是上排水吗？"


def customer(*texts):
    return [Line(text, by_customer=True) for text in texts]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([ASKED], True),
        (["這款洗衣機是上排水還是下排水？"], True),
        (["洗衣机怎么选", "要看排水方式吗"], True),
        (["洗衣机什么时候发货"], False),
        (["水池排水慢"], False),
        (["Which WASHING MACHINE can drain upwards?"], True),
        (["The drainpipe of my washing machines is broken"], False),
    ],
)
def test_it_applies_to_its_products_and_subjects(texts, expected):
    assert applies(RULE, customer(*texts)) is expected


def test_our_own_words_do_not_make_it_apply():
    assert not applies(RULE, [Line("这款洗衣机是下排水", by_customer=False)])


def test_without_subjects_the_product_is_enough():
    assert applies(Rule(("洗衣机",), (), RULE.answers), customer("洗衣机什么时候发货"))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("上排水", UP),
        ("我家只能上排水，能用吗？", UP),
        ("家里是下排的", DOWN),
        ("不带x的那款", UP),
        ("买的是带X的", DOWN),
        ("這邊只能下排水", DOWN),
        ("Ours drains down.", DOWN),
        ("这款是上排水吗？", None),
        ("上排水还是下排水", None),
        ("是不是下排水", None),
        ("上排水和下排水都可以", None),
        ("我家没有下排水", None),
        ("不知道", None),
    ],
)
def test_the_fact_is_known_once_the_customer_states_it(text, answer):
    assert given_in(RULE, text) == answer


def test_whoever_asks_about_the_product_has_not_told_about_their_home():
    assert not is_settled(RULE, customer(ASKED))


def test_once_one_of_us_has_named_both_it_has_been_asked():
    asked = [*customer(ASKED), Line("请问您家是上排水还是下排水呢", by_customer=False)]
    assert is_settled(RULE, asked)
    for said in ("是上排水的", "带x的是下排水，不带x的是上排水。"):
        assert not is_settled(RULE, [*customer(ASKED), Line(said, by_customer=False)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("您家里是上排水还是下排水？", True),
        ("您家是上排水，还是下排水？", True),
        ("这款是下排水，不带x的是上排水。请问还有其他问题吗？", False),
        ("这款是下排水，另一款是上排水，还有别的要问吗", False),
    ],
)
def test_a_courtesy_beside_a_statement_has_asked_nothing(text, expected):
    assert puts(RULE, text) is expected


def test_a_message_about_something_else_does_not_bring_it_up():
    assert touches(RULE, ASKED)
    assert not touches(RULE, "几点下班")
