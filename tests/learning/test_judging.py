"""M66 from a weekly random sample: two judges who do not see each other, and a lead who settles."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.learning.judging.agreeing import agreement, kappa
from yingda.learning.judging.drawing import lot_of
from yingda.learning.judging.models import SampledReply

SAMPLE = "/api/bot/sample"
DAY = 86_400


@pytest.fixture
async def second(shop):
    return await shop.hire("wu", "lead")


@pytest.fixture
async def answered(knowledge, visitors):
    """Let customers ask what the bot knows, and once what it does not."""
    for _ in range(4):
        visitor = await visitors(language="zh-CN")
        await visitor.say("怎么退货")
        await visitor.say("你们老板的狗叫什么")
        await visitor.closes()


async def sample(judge):
    return await judge.done(await judge.get(SAMPLE))


async def drawn(lead):
    return await lead.done(await lead.post(f"{SAMPLE}/draw"))


async def judges(judge, item, verdict):
    path = f"{SAMPLE}/{item['reply_id']}/judgement"
    return await judge.done(await judge.put(path, {"verdict": verdict}))


async def precision(lead):
    bot = await lead.done(await lead.get("/api/insight/bot"))
    return next(one for one in bot["figures"] if one["code"] == "bot_precision")


async def test_a_week_draws_the_sample_by_itself_and_only_from_answers(answered, server, lead):
    assert (await sample(lead))["waiting"] == []
    await server.wait(seconds=7 * DAY)
    view = await sample(lead)
    assert (view["size"], view["among"], len(view["waiting"])) == (4, 4, 4)
    item = view["waiting"][0]
    assert (item["question"], item["verdict"]) == ("怎么退货", "answer")
    assert item["answer"]
    assert item["entries"][0]["question"]
    assert view["next_at"] == server.now + 7 * DAY * 1_000
    await server.wait(seconds=7 * DAY)
    assert len(await server.rows(SampledReply)) == 4, "nothing is drawn twice"


async def test_nobody_is_told_what_the_other_judge_said(answered, lead, second):
    first, *_ = (await drawn(lead))["waiting"]
    await judges(lead, first, "wrong")
    seen = await sample(second)
    assert seen["waiting"][0]["reply_id"] == first["reply_id"]
    assert "wrong" not in str(seen)
    assert seen["split"] == []
    assert (seen["judged"], seen["precision"], seen["judged_by_two"]) == (0, None, 0)
    assert first["reply_id"] not in [one["reply_id"] for one in (await sample(lead))["waiting"]]


async def test_two_judges_give_the_figure_with_its_interval_and_their_agreement(
    answered, lead, second
):
    items = (await drawn(lead))["waiting"]
    mine, theirs = ("right", "right", "wrong", "right"), ("right", "right", "wrong", "partly")
    for item, one, other in zip(items, mine, theirs, strict=True):
        await judges(lead, item, one)
        await judges(second, item, other)
    view = await sample(lead)
    assert (view["judged"], view["right"], view["judged_by_two"]) == (3, 2, 4)
    assert view["agreement"] == 0.75
    assert view["kappa"] == pytest.approx((0.75 - 7 / 16) / (9 / 16))
    shown = await precision(lead)
    assert (shown["id"], shown["numerator"], shown["n"]) == ("M66", 2, 3)
    assert 0 < shown["low"] < 2 / 3 < shown["high"] < 1
    listed = await lead.done(await lead.get("/api/insight/bot/bot_precision/records"))
    notes = Counter((one["note"], one["counted"]) for one in listed["items"])
    assert notes == {("right", True): 2, ("wrong", True): 1, (None, False): 1}


async def test_a_lead_settles_what_the_judges_do_not_agree_on(answered, lead, second, admin):
    item, other, *_ = (await drawn(lead))["waiting"]
    await judges(lead, item, "right")
    await judges(second, item, "wrong")
    (split,) = (await sample(admin))["split"]
    said = {one["name"]: one["verdict"] for one in split["judges"]}
    assert said == {lead.name: "right", second.name: "wrong"}
    path = f"{SAMPLE}/{item['reply_id']}/settlement"
    await admin.done(await admin.put(path, {"verdict": "right"}))
    view = await sample(lead)
    assert (view["judged"], view["right"], view["split"]) == (1, 1, [])
    assert view["agreement"] == 0, "settling does not make the judges agree"
    early = await admin.put(f"{SAMPLE}/{other['reply_id']}/settlement", {"verdict": "right"})
    assert (early.status_code, early.json()["code"]) == (409, "learning.not_split")


async def test_one_may_change_ones_mind_until_the_other_has_spoken(answered, lead, second, admin):
    item, *_ = (await drawn(lead))["waiting"]
    await judges(lead, item, "wrong")
    await judges(lead, item, "right")
    await judges(second, item, "right")
    assert (await sample(lead))["right"] == 1
    path = f"{SAMPLE}/{item['reply_id']}/judgement"
    for judge in (lead, admin):
        late = await judge.put(path, {"verdict": "wrong"})
        assert (late.status_code, late.json()["code"]) == (409, "learning.judged_by_two")


async def test_the_size_is_set_by_the_shop(answered, lead, admin):
    settings = await admin.done(await admin.get("/api/bot/settings"))
    await admin.done(await admin.put("/api/bot/settings", settings | {"judged_per_week": 2}))
    view = await drawn(lead)
    assert (view["size"], view["among"], view["per_week"]) == (2, 4, 2)


async def test_each_reply_has_the_same_chance():
    replies = [f"{n:032x}" for n in range(20)]
    hits = Counter(
        one
        for seed in range(2_000)
        for one in sorted(replies, key=lambda reply, seed=seed: lot_of(str(seed), reply))[:5]
    )
    assert all(abs(hits[one] - 500) < 100 for one in replies)  # five standard deviations


def test_kappa_is_one_for_perfect_zero_for_chance_and_unknown_for_one_word():
    assert kappa([("right", "right"), ("wrong", "wrong")]) == 1
    assert (
        kappa([("right", "right"), ("right", "wrong"), ("wrong", "right"), ("wrong", "wrong")]) == 0
    )
    assert kappa([("right", "right")] * 9) is None
    assert kappa([]) is agreement([]) is None
    # 20 yes-yes, 5 and 10 apart, 15 no-no: the example of many textbooks
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)


VERDICTS = st.sampled_from(["right", "partly", "wrong"])


@given(st.lists(st.tuples(VERDICTS, VERDICTS), min_size=1))
def test_kappa_is_never_above_the_agreement(pairs):
    found = kappa(pairs)
    assert found is None or -1 <= found <= agreement(pairs) + 1e-9
