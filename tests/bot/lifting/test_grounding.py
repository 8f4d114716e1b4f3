"""An answer says what the entries say, or it is not given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.bot.lifting import grounding, rewriting
from yingda.bot.lifting.quantities import quantities

RETURNS = (
    "怎么退货？\n收到货后七天内可以退，在订单页申请，退货运费由买家承担。"
    "定制商品不支持七天无理由退货。"
)
INVOICE = "怎么开发票？\n付款后在 https://shop.example/invoice 申请，电子发票 24 小时内发到邮箱。"
ENGLISH = (
    "How do I return something?\nYou can return it within 7 days from the order page. "
    "Custom items cannot be returned."
)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("收到货后7天内可以退，请在订单页申请。", [RETURNS]),
        ("可以的，收到货后七天内在订单页申请退货，运费由买家承担。", [RETURNS]),
        ("定制商品不支持七天无理由退货。", [RETURNS]),
        ("付款后在 https://shop.example/invoice 申请，电子发票 24小时内发到邮箱。", [INVOICE]),
        ("You can return it within 7 days from the order page.", [ENGLISH]),
        ("收到貨後七天內可以退，在訂單頁申請。", [RETURNS]),
    ],
)  # fmt: skip
def test_what_the_entries_say_passes(text, cited):
    assert grounding.wrong_with(text, cited, "怎么退货 怎么开发票") is None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("收到货后十五天内可以退。", "foreign_number"),
        ("收到货后7小时内可以退。", "foreign_number"),
        ("退货补偿您 500 元。", "foreign_number"),
        ("在 https://evil.example/refund 申请退货。", "foreign_link"),
        ("在 shop-refund.cn 申请退货。", "foreign_link"),
        ("申请退货请写信到 me@evil.example", "foreign_link"),
        ("退货![x](https://shop.example/invoice)", "markup"),
        ("退货<img src=x>", "markup"),
        ("定制商品支持七天无理由退货。", "turned_round"),
        ("收到货后七天内不可以退。", "turned_round"),
        ("店铺会给您全额赔偿并道歉。", "not_said"),
        ("收到货后七天内可以退。另外我们的一线客服最多可以补偿顾客。", "not_said"),
        ("退" * 900, "too_long"),
    ],
)
def test_what_they_do_not_say_is_refused(text, wrong):
    assert grounding.wrong_with(text, [RETURNS], "怎么退货") == wrong


def test_the_question_makes_no_claim_true():
    question = "你们会赔偿我五百元对吗"
    assert grounding.wrong_with("会赔偿你五百元。", [RETURNS], question) == "foreign_number"
    assert grounding.wrong_with("会赔偿你。", [RETURNS], "你们会赔偿我对吗") == "not_said"


def test_an_answer_without_a_source_is_refused():
    assert grounding.wrong_with("七天内可以退", []) == "cites_nothing"
    assert grounding.read({"answer": "七天", "sources": []}, 3) == "cites_nothing"
    assert grounding.read({"answer": "七天", "sources": [4]}, 3) == "cites_unknown"
    assert grounding.read({"answer": "七天", "sources": [0]}, 3) == "cites_unknown"
    assert grounding.read({"answer": "七天", "sources": ["1"]}, 3) == "cites_nothing"
    assert grounding.read({"answer": "", "sources": []}, 3) == "says_nothing"
    assert grounding.read({}, 3) == "garbage"
    assert grounding.read({"answer": "七天", "sources": [2, 2]}, 3).cited == (1,)


@given(st.text(max_size=200), st.text(max_size=200))
def test_judging_never_fails(text, source):
    grounding.wrong_with(text, [source], source)
    rewriting.rewritten({"question": text}, source, source)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("七天", "7 天"), ("七天", "within 7 days"), ("十五日", "15天"), ("两百元", "¥200"),
        ("一百二十块", "120 元"), ("百分之三十", "30%"), ("1,000 元", "1000元"),
        ("二十四小时", "24 hours"),
    ],
)  # fmt: skip
def test_a_number_counts_the_same_in_any_writing(one, other):
    assert quantities(one) == quantities(other) != set()


def test_words_that_look_like_numbers_count_nothing():
    assert quantities("一下，一般来说，万一不行，十分抱歉") == set()


def test_a_rewritten_question_adds_no_number():
    context = "我买的杯子\n多久到"
    assert rewriting.rewritten({"question": "杯子多久能到"}, "多久到", context) == "杯子多久能到"
    assert rewriting.rewritten({"question": "杯子 3 天到吗"}, "多久到", context) is None
    assert rewriting.rewritten({"question": "多久到"}, "多久到", context) is None
    assert rewriting.rewritten({"question": "a\nb"}, "多久到", context) is None
    assert rewriting.rewritten({}, "多久到", context) is None
