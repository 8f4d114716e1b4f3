"""How sure the bot is keeps its word: what is strange is known to be, and so is how much of it."""

import numpy as np
import pytest

from tests.bot.test_training import DRAFTS
from yingda.bot.training import calibrating, vectors
from yingda.bot.training.evaluating import Known, hybrid, retrieval
from yingda.bot.training.strange import hasty, strange
from yingda.bot.understanding.calibration import INSIDE, Traffic
from yingda.foundation.chance import seeded
from yingda.knowledge.features import tokens

PAIRS = [(text, one["question"]) for one in DRAFTS for text in one["similar"]]


@pytest.fixture(scope="module")
def shop():
    return hybrid(Known(PAIRS))


@pytest.mark.parametrize("asked", ["明天上海下雨吗", "讲个笑话", "who won the football match"])
def test_what_has_nothing_to_do_with_the_shop_is_known_to_be_so(shop, asked):
    assert shop.ask(asked).in_scope < 0.5


FAR_OFF = [
    "明天上海下雨吗", "讲个笑话", "who won the football match", "写一首关于月亮的诗",
    "how tall is mount everest", "鲁迅的原名叫啥", "推荐几部科幻电影", "圆周率是多少",
    "股票今天涨了吗", "地球有多大",
]  # fmt: skip


def refused(ready):
    return [asked for asked in FAR_OFF if ready.ask(asked).in_scope < 0.1]


def test_far_off_questions_are_refused_because_strange_ones_were_trained_on(shop, monkeypatch):
    assert refused(shop) == FAR_OFF
    monkeypatch.setattr(calibrating, "strange", lambda *_: iter(()))
    assert refused(hybrid(Known(PAIRS))) != FAR_OFF


def test_what_the_shop_knows_is_known_to_be_so(shop):
    found = shop.ask("发票的话怎么操作")
    assert found.answer == "发票的说明"
    assert found.in_scope > 0.8


def test_of_too_few_questions_the_rankers_alone_are_as_sure_as_in_a_shop():
    few = Known(PAIRS[::4])
    trained, rankers = hybrid(few), retrieval(few)
    for asked in ("明天上海下雨吗", "发票的话怎么操作", "我要换一个", PAIRS[0][0]):
        assert trained.ask(asked) == rankers.ask(asked)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_how_much_of_what_is_asked_has_an_answer_shows_without_labels(share):
    traffic = Traffic()
    asked = np.random.default_rng(1)
    for has_answer in asked.random(2_000) < share:
        seen = asked.normal(1.5 if has_answer else -1.5)
        traffic.hear(3.0 * seen + np.log(INSIDE / (1 - INSIDE)))
    assert traffic.inside == pytest.approx(share, abs=0.05)


def test_strange_questions_keep_the_words_of_asking_and_little_else():
    made = list(strange([text for text, _ in PAIRS], 200, seeded(1)))
    known = {part for text, _ in PAIRS for part in tokens(text)}
    parts = [part for text in made for part in tokens(text)]
    assert 0.2 < np.mean([part not in known for part in parts]) < 0.8
    again = strange([text for text, _ in PAIRS], 200, seeded(1))
    assert made == list(again), "training on the same questions gives the same confidence"


def test_haste_slips_in_words_and_leaves_the_question():
    text = "where is the invoice for my last order please"
    made = [hasty(text, seeded(seed)) for seed in range(20)]
    assert any(one != text for one in made)
    assert all(abs(len(one) - len(text)) <= 4 for one in made)
    spelled = [hasty("我的退货要多久", seeded(seed)) for seed in range(20)]
    assert any("tuihuo" in one or "huo" in one for one in spelled)


def test_a_classifier_of_many_classes_keeps_the_commonest_terms(monkeypatch):
    texts = [text for text, _ in PAIRS]
    everything = vectors.Vectors(texts)
    monkeypatch.setattr(vectors, "MOST_CELLS", 12 * 100)
    few = vectors.Vectors(texts, classes=12)
    assert len(few.terms) == few.rows.shape[1] == 100 < len(everything.terms)
    assert "怎" in few.terms
