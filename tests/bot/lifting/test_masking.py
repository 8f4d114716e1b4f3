"""What tells who somebody is does not leave; what the customer said himself comes back."""

import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yingda.bot.lifting.masking import MARK, Veil
from yingda.orders.masking import mask_address

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


BETWEEN = [
    "/",
    "*",
    "、",
    "|",
    "~",
    "  ",
    "   ",
    " / ",
    "；",
    ":",
    "#",
    "…",
    "\u200b",
    "再",
    "空格",
]
GLYPHS = ["①②③④⑤⑥⑦⑧⑨", "一二三四五六七八九", "❶❷❸❹❺❻❼❽❾", "⑴⑵⑶⑷⑸⑹⑺⑻⑼", "壹贰叁肆伍陆柒捌玖"]
KEYCAP = "\ufe0f\u20e3"
grouped = st.tuples(
    phones, st.sampled_from(BETWEEN), st.sampled_from([(3, 7), (3,), (7,), (3, 6), (4, 8)])
).map(lambda made: _cut(*made))
drawn = st.tuples(phones, st.sampled_from(GLYPHS), st.sets(st.integers(0, 10), min_size=1)).map(
    lambda made: _drawn(*made)
)
boxed = phones.map(lambda one: "".join(f"{digit}{KEYCAP}" for digit in one))


def _cut(phone, between, places):
    ends = (0, *places, len(phone))
    return between.join(phone[begin:end] for begin, end in itertools.pairwise(ends))


def _drawn(phone, glyphs, places):
    figures = "〇" + glyphs
    return "".join(figures[int(one)] if at in places else one for at, one in enumerate(phone))


@given(talk, st.one_of(grouped, drawn, boxed), talk)
@example("", "138/1234/5678", "")
@example("", "138*1234*5678", "")
@example("", "138、1234、5678", "")
@example("", "138  1234   5678", "")
@example("", "①③⑧①②③④⑤⑥⑦⑧", "")
@example("", "一三八1234五六七八", "")
@example("", "０９１２～３４５～６７８", "")
@example("", "0571|8888|1234", "")
@example("", "+852 / 6123 / 4567", "")
@example("微信", "61234567", "")
@example("谢谢", "1300000/0000", "")
def test_a_disguised_telephone_number_is_hidden_whole(before, number, after):
    veil = Veil()
    text = f"{before}{number}{after}"
    assert veil.cover(text, own=True) == f"{before}[NUMBER_1]{after}"
    assert veil.unmasked("[NUMBER_1]") == number


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("我住文三路浙大紫金港宿舍3-502", ("浙大", "502")),
        ("地址：浙江杭州西湖区翠苑一区", ("翠苑",)),
        ("寄到朝阳区望京SOHO塔2", ("望京", "SOHO")),
        ("PO Box 123, Austin TX 78701", ("123", "78701")),
        ("幸福里小区3-2-501", ("幸福里", "501")),
        ("我家住翠苑新村12-301，麻烦了", ("翠苑", "301")),
        ("文三路478 收", ("文三路", "478")),
        ("Boulder, CO 80302", ("80302",)),
        ("邮政信箱 88 号", ("88",)),
    ],
)
def test_an_address_without_street_numbers_is_no_less_an_address(text, told):
    veil = Veil()
    shown = veil.with_words(veil.cover(text), lambda _kind, value: mask_address(value))
    assert not [one for one in told if one in shown]


@pytest.mark.parametrize(
    "text",
    [
        "199/299/399 元",
        "有 159、1999、2999 元三款",
        "价 159/1999/2999",
        "尺码 3-2 还有吗，这里 3-5 天能到吗",
        "一三五发货，二四六休息",
        "周一三五七都可以",
        "iPhone 15 Pro Max 256 和小米14 Ultra 16+512",
        "RTX4060 显卡和 i7-13700 处理器",
        "2026/11/23 10:00 到 12:30",
        "规格 120*200*30，1、2、3 号色",
        "10000/20000毫安，100/110/120/130码",
        "这个小区能送吗，送到小区门口吗",
        "寄到西湖区2天能到吗，发到上海市要几天",
        "塔2是什么，一区二区都有货",
        "线路2 通了，思路3",
    ],
)
def test_prices_sizes_dates_and_models_are_no_particulars(text):
    assert Veil().cover(text) == text
