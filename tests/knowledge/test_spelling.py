"""What is spelled as it sounds is read as what the shop's questions say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.knowledge.features import reading_of as reading_aloud
from yingda.knowledge.features import syllables, tokens
from yingda.knowledge.terms import Reading

KNOWN = [
    "怎么退货", "我要退货", "运费多少钱", "身高体重选什么码", "联系人工客服", "账号登录不了",
    "退换货方案是什么", "iPhone 手机壳有吗", "收到的快递坏了",
    "能立刻发货吗", "可以试试吗", "实时物流", "有灭火器吗",
]  # fmt: skip


def reading_of(*texts):
    reading = Reading()
    for text in texts:
        reading.question(text)
    return reading


@pytest.fixture
def shop():
    return reading_of(*KNOWN)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("怎么tuihuo", "怎么退货"),
        ("zenme tuihuo", "怎么退货"),
        ("wo yao tui huo", "我要退货"),
        ("woyaotuihuo", "我要退货"),
        ("怎么退祸", "怎么退货"),
        ("登陆不了", "登录不了"),
        ("renGong kefu", "人工客服"),
        ("shengao", "身高"),
        ("fangan", "方案"),
        ("iphone的yunfei", "iphone的运费"),
        ("shishi", "试试"),  # and not 实时, which became known later
    ],
)
def test_neighbours_tell_what_was_meant(shop, typed, meant):
    assert "".join(shop.meant(tokens(typed))) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "怎么退货",  # nothing is strange
        "jixing",  # sounds like nothing that is known
        "hu",  # one syllable alone may be anything
        "I like the colour",  # English, though some of it is pinyin
        "tuihuo" * 5,  # longer than anyone types at a stretch
        "很棒的龙虾",  # strange characters that sound like nothing known together
    ],
)
def test_what_nothing_tells_stays_as_it_is_written(shop, typed):
    assert shop.meant(tokens(typed)) == tokens(typed)


def test_a_shop_without_chinese_reads_what_is_written():
    assert reading_of("return a parcel").meant(["tuihuo"]) == ["tuihuo"]


def test_what_becomes_known_is_read_from_then_on(shop):
    assert shop.meant(["fapiao"]) == ["fapiao"]
    shop.question("怎么开发票")
    assert shop.meant(["fapiao"]) == ["发", "票"]


@given(st.text("退货祸火怎麼么登陆录tuihoznme 1", max_size=30))
def test_aloud_it_is_what_was_typed_and_what_was_known_stays(typed):
    shop = reading_of(*KNOWN)
    parts = tokens(typed)
    read = shop.meant(parts)
    assert "".join(map(reading_aloud, read)) == "".join(map(reading_aloud, parts))
    rest = iter(read)
    assert all(one in rest for one in parts if one in shop.terms.numbers)


@given(st.text("tuihoznmega", max_size=30))
def test_every_way_to_cut_a_word_spells_it(word):
    assert all("".join(cut) == word for cut in syllables(word))
