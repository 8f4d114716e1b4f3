"""A change of knowledge is tried on the golden questions before anybody makes it."""

import pytest

from tests.bot.conftest import INVOICE, KNOWLEDGE, RETURNS, SHIPPING, indexed
from yingda.bot.retrieval import RetrievalEngine, Thresholds
from yingda.bot.training.candidates import KnowledgeChange, candidate
from yingda.bot.training.judging import Golden, judge

GOLDEN = (
    Golden("1", "怎么退货", RETURNS["question"]),
    Golden("2", "寄过来要花钱不", SHIPPING["question"]),
    Golden("3", "你们老板几岁", None),
)


@pytest.fixture
def judged(index_of):
    index = index_of(*KNOWLEDGE)

    def after(change, golden=GOLDEN):
        engines = [
            RetrievalEngine(one, 0, Thresholds()) for one in (index, candidate(index, change))
        ]
        return judge(golden, *engines, change.merged)

    return after


def test_nothing_changed_changes_nothing(judged):
    judgement = judged(KnowledgeChange())
    assert judgement.is_not_worse
    assert not judgement.broken
    assert not judgement.mended


def test_a_new_way_to_ask_mends_its_question(judged):
    change = KnowledgeChange(similar={SHIPPING["question"]: ["寄过来要不要花钱"]})
    judgement = judged(change)
    assert [one.golden.id for one in judgement.mended] == ["2"]
    assert judgement.is_not_worse


def test_a_way_to_ask_that_steals_from_another_entry_is_seen(judged):
    change = KnowledgeChange(
        similar={INVOICE["question"]: ["怎么退货"]}, removed=frozenset({RETURNS["question"]})
    )
    judgement = judged(change)
    assert [(one.golden.id, one.after) for one in judgement.broken] == [("1", "wrong")]
    assert not judgement.is_not_worse


def test_what_must_not_be_answered_is_broken_by_an_answer(judged):
    boss = indexed({"question": "你们老板几岁", "answer": "四十。"})
    assert not judged(KnowledgeChange(added=[boss])).is_not_worse


def test_an_entry_that_went_into_another_is_right_there(judged):
    change = KnowledgeChange(merged={RETURNS["question"]: INVOICE["question"]})
    judgement = judged(change)
    assert not judgement.broken
    assert judgement.right_after == judgement.right_before
