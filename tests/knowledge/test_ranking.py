"""The ranking finds what resembles, in any script, and is quick."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.knowledge import postings
from yingda.knowledge.features import features, tokens
from yingda.knowledge.ranking import Document, Ranking

SHOP = Ranking(
    [
        Document(("怎么退货", "想把东西退回去"), "七天内可以退，保持包装完好。"),
        Document(("运费是多少",), "满 99 元包邮，偏远地区 10 元。"),
        Document(("如何开发票", "Can I get an invoice?"), "在订单页申请电子发票。"),
    ]
)


def best(text):
    return [match.document for match in SHOP.matches(text)][:1]


def test_a_question_finds_its_entry_in_either_script_and_in_english():
    assert best("我要退货怎么弄") == [0]
    assert best("運費怎麼算") == [1]
    assert best("need invoices") == [2]
    assert best("包邮吗") == [1]  # only the answer says so


def test_what_resembles_nothing_finds_nothing():
    assert best("zzz") == best("") == best("！！！") == []


def test_words_are_characters_of_chinese_and_words_of_latin():
    assert tokens("查ORDER 12号，ＡＢ") == ["查", "order", "12", "号", "ab"]
    assert "查 order" in features(["查", "order"])[0]


QUESTIONS = st.text(st.sampled_from("退货运费发票怎么多少 ab"), min_size=1, max_size=8)


@given(st.lists(QUESTIONS, min_size=1, max_size=6), QUESTIONS)
def test_scores_are_ordered_and_a_stored_question_scores_itself_best(questions, other):
    ranking = Ranking([Document((question,)) for question in questions])
    for question in questions:
        matches = ranking.matches(question)
        scores = [match.score for match in matches]
        assert scores == sorted(scores, reverse=True)
        if tokens(question):
            own = [one.score for one in matches if questions[one.document] == question]
            assert max(own) == pytest.approx(scores[0])
    assert len(ranking.matches(other)) <= len(questions)


def test_asking_two_hundred_entries_costs_no_work_that_grows_with_the_text():
    documents = [Document((f"第{n}个问题怎么办", f"问题{n}"), "答案" * 50) for n in range(200)]
    ranking = Ranking(documents)
    assert [match.document for match in ranking.matches("第77个问题")][:1] == [77]
    assert len(ranking.matches("问题" * 1000)) == 10


def test_a_large_shop_is_ranked_as_a_small_one_would_be(monkeypatch):
    """From a thousand entries on common words are added up in a way of their own."""
    documents = [Document((f"第{n}个问题怎么办 order {n}", f"问题{n}")) for n in range(1_200)]
    ranking = Ranking(documents)

    def found(text):
        return [(one.document, round(one.score, 4)) for one in ranking.matches(text)]

    asked = ["第77个问题怎么办", "怎么办", "问题 in order 950"]
    quick = [found(text) for text in asked]
    monkeypatch.setattr(postings, "_LARGE", 10_000)
    assert quick == [found(text) for text in asked]
    assert quick[0][0][0] == 77


def test_a_word_spelled_as_it_sounds_is_known():
    assert SHOP.evidence("tuihuo").known == 1.0
    assert SHOP.evidence("bcdfgh").known == 0.0
