"""Who reads English or the script of Taiwan meets no simplified Chinese before they say a word."""

import re

import pytest

from tests.helpcenter.conftest import choose, home_of, suggestions, titles
from yingda.helpcenter.wording import own_title, written_in
from yingda.knowledge.searching import IndexedEntry

CHINESE = re.compile(r"[\u3400-\u9fff]")
IN_ENGLISH = ("How do I pay?", "How do I return it?", "How do I get an invoice?", "Is it washable?")


@pytest.fixture
async def translated(lead, knowledge):
    """Give the shop four questions in English besides the one it has."""
    for number, question in enumerate(IN_ENGLISH):
        draft = {
            "question": f"第{number}个译过的问题怎么办？",
            "answer": "这样。",
            "category": "译文",
            "translations": {"en": {"question": question, "answer": "Like this."}},
        }
        await lead.done(await lead.post("/api/knowledge/entries", draft), 201)


async def test_who_reads_english_is_offered_no_chinese_where_there_is_english(
    buyer, translated, order, server
):
    await order("A1", "shipped")
    await order("A2", "unpaid")
    person = await buyer(language="en")
    home = await home_of(person, language="en")
    shown = [*titles(home["suggested"]), *titles(home["hot"])]
    shown += [chip["title"] for one in home["orders"] for chip in one["chips"]]
    assert "Where is my parcel?" in shown
    assert not CHINESE.search(" ".join(shown))
    fact, abilities = home["greeting"].split("\n", 1)
    assert fact == "Your order “恒温电水壶” has not been paid yet."  # the shop's name for it
    assert not CHINESE.search(abilities)
    more = await suggestions(person, language="en", besides=[])
    assert not CHINESE.search(" ".join(titles(more)))


async def test_what_is_looked_for_by_words_is_found_in_any_language(visitor, translated):
    found = await suggestions(visitor, "typing", typed="开发票", language="en")
    assert titles(found)[0] == "怎么开发票？"


async def test_a_shop_with_little_english_still_suggests_and_greets_without_chinese(
    visitor, knowledge
):
    home = await home_of(visitor, language="en")
    assert len(home["suggested"]["chips"]) == 4
    assert not CHINESE.search(home["greeting"])


async def test_who_reads_the_script_of_taiwan_reads_it_where_nobody_translated(
    buyer, knowledge, order
):
    await order("A1", "unpaid", carrier="京东快递")
    person = await buyer(language="zh-TW")
    home = await home_of(person, language="zh-TW")
    shown = [*titles(home["suggested"]), *(c["title"] for c in home["orders"][0]["chips"])]
    assert "支援哪些付款方式？" in shown
    assert "「恆溫電水壺」" in home["greeting"]
    assert "「支援哪些付款方式？」" in home["greeting"]
    for simplified in ("货", "样", "发", "问", "么", "还没有付"):
        assert simplified not in home["greeting"] + "".join(shown)


async def test_a_question_put_into_another_script_is_answered_all_the_same(visitor, knowledge):
    shown = (await home_of(visitor, language="zh-TW"))["suggested"]
    await choose(visitor, shown, "怎麼申請退貨？")
    said = (await visitor.messages())[-1]["content"]
    assert said["sources"][0]["entry_id"] == knowledge["怎么申请退货？"]


def entry(question, language="zh-CN", **translations):
    said = {name.replace("_", "-"): {"question": text} for name, text in translations.items()}
    return IndexedEntry(
        "1", question, "a", "c", "public", None, None, None, language, said, (question,)
    )


@pytest.mark.parametrize(
    ("one", "language", "title"),
    [
        (entry("怎么退货？", en="How?"), "en", "How?"),
        (entry("怎么退货？"), "en", None),
        (entry("怎么退货？"), "zh-TW", "怎麼退貨？"),
        (entry("怎么退货？", zh_TW="如何退貨？"), "zh-TW", "如何退貨？"),
        (entry("如何退貨？", "zh-TW"), "zh-CN", "如何退货？"),
        (entry("How?", "en"), "zh-CN", None),
        (entry("How?", "en", zh_CN="怎么？"), "zh-TW", "怎麼？"),
        (entry("What is Matter?", "zh-CN"), "en", "What is Matter?"),
    ],
)
def test_a_title_is_the_readers_own_or_none(one, language, title):
    assert own_title(one, language) == title


def test_a_name_of_no_stated_language_is_for_those_who_can_read_it():
    assert written_in("物流配送", "en") is None
    assert written_in("VIP", "en") == written_in("VIP", "zh-TW") == "VIP"
    assert written_in("优惠活动", "zh-TW") == "優惠活動"
