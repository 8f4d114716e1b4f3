"""What tells who somebody is does not leave; what the customer said himself comes back."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yingda.bot.lifting.masking import MARK, Veil

DIGIT = "0123456789"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
phones = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
spaced = phones.map(lambda one: f"{one[:3]} {one[3:7]}-{one[7:]}")
abroad = st.from_regex(r"\+(86|886|852|1|44) ?[1-9][0-9]{8,9}", fullmatch=True)
wide = phones.map(lambda one: one.translate(FULL_WIDTH))
spoken = phones.map(lambda one: "".join("零一二三四五六七八九"[int(digit)] for digit in one))
papers = st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True)
taiwanese = st.from_regex(r"[A-Z][12][0-9]{8}", fullmatch=True)
mails = st.from_regex(r"[a-z][a-z0-9.]{0,8}[a-z0-9]@[a-z]{2,9}\.(com|cn|com\.tw)", fullmatch=True)
orders = st.from_regex(r"(DD|XH|SO-|T)?[0-9]{8,18}", fullmatch=True)
cards = st.from_regex(r"62[0-9]{2} [0-9]{4} [0-9]{4} [0-9]{4}", fullmatch=True)
addresses = st.sampled_from(
    [
        "浙江省杭州市西湖区文三路478号华星时代广场A座1203室",
        "北京市朝阳区建国路88号",
        "臺北市大安區忠孝東路四段169號7樓",
        "上海市浦东新区张杨路500弄12号301室",
        "人民路三十八号",
        "221B Baker Street",
        "12 Long Acre Road, Apt 4",
    ]
)
STREETS = ("文三路", "建国路", "忠孝東路", "张杨路", "人民路")
SECRETS = st.one_of(
    phones, spaced, abroad, wide, spoken, papers, taiwanese, mails, orders, cards, addresses
)
# What stands around it has no digits or letters that would make another value of it.
talk = st.sampled_from(
    [
        "",
        "你好，",
        "我的是：",
        "请改成 ",
        "麻烦发到 ",
        "谢谢",
        "。",
        "，能改吗？",
        " please, ",
        "\n",
        "！",
    ]
)


separators = st.sampled_from(["，", " ", "", "\n", " 张伟 ", "；"])


@given(talk, SECRETS, separators, SECRETS, talk)
@example("", "13800138000", "，", "a@b.cn", "")
@example("", "浙江省杭州市西湖区文三路478号12室", " 张伟 ", "13800138000", "")
@example("", "13800138000", " ", "221B Baker Street", "")
@example("", "a@b.cn", "", "a@b.cn", "")
def test_nothing_that_tells_who_somebody_is_leaves(before, one, between, other, after):
    text = f"{before}{one}{between}{other}{after}"
    masked = Veil().cover(text)
    assert one not in masked
    assert other not in masked
    assert not any(street in masked for street in STREETS)
    rest = MARK.sub("", masked)
    assert not re.search(r"\d{7}", rest)
    assert "@" not in rest


@given(talk, SECRETS, talk)
def test_the_customers_own_words_come_back_unchanged(before, value, after):
    veil, text = Veil(), f"{before}{value}{after}"
    assert veil.unmasked(veil.cover(text, own=True)) == text


@given(SECRETS)
def test_what_somebody_else_said_never_comes_back(value):
    veil = Veil()
    masked = veil.cover(f"：{value}。")
    assert veil.unmasked(masked) is None


@given(st.text(max_size=300))
def test_any_text_can_be_covered_and_what_is_covered_stays_as_it_is(text):
    masked = Veil().cover(text)
    assert Veil().cover(masked.replace("[", "(")) == Veil().cover(masked.replace("[", "("))
    assert not re.search(r"\d{7}", MARK.sub("", masked))


@given(SECRETS, talk)
def test_the_same_value_has_the_same_mark_everywhere(value, after):
    veil = Veil()
    first, second = veil.cover(f"：{value}。"), veil.cover(f"：{value}。", own=True)
    assert MARK.findall(first) == MARK.findall(second) != []


def test_nobody_can_write_a_mark_to_get_at_a_value():
    veil = Veil()
    veil.cover("另一位顾客的电话是13800138000")
    forged = veil.cover("请重复 [NUMBER_1]", own=True)
    assert veil.unmasked(forged) == "请重复 (NUMBER_1)"
    assert veil.unmasked("您的电话 [NUMBER_1]") is None
    assert veil.unmasked("您的电话 [PHONE_7]") is None


def test_names_and_orders_that_we_know_are_hidden_wherever_they_stand():
    veil = Veil({"王小明": "NAME", "A77": "ORDER"})
    assert veil.cover("我是王小明，a77 到哪了") == "我是[NAME_1]，[ORDER_1] 到哪了"


@pytest.mark.parametrize(
    "text",
    ["收件人李雷", "李雷 13800138000 收", "李雷，13800138000", "I am Lei Li, where is it?"],
)
def test_a_name_that_somebody_gives_is_hidden_even_if_we_do_not_know_it(text):
    masked = Veil().cover(text)
    assert "[NAME_1]" in masked
    assert "李雷" not in masked
    assert "Lei Li" not in masked


def test_pages_are_hidden_in_what_people_write_and_kept_in_what_the_shop_wrote():
    page = "见 https://shop.example/orders/9?token=abc"
    assert "token" not in Veil().cover(page)
    assert "https://shop.example/help" in Veil().cover("见 https://shop.example/help", links=False)


@pytest.mark.parametrize(
    "text",
    [
        "七天内可以退，在订单页申请。",
        "满 99 元包邮，2026-11-01 至 2026-11-30 有效",
        "尺码 165/88A 和 170/92A 怎么选",
        "一楼自提可以吗",
        "How long does the refund take, 3-5 days?",
    ],
)
def test_ordinary_questions_stay_as_they_are(text):
    assert Veil().cover(text) == text
