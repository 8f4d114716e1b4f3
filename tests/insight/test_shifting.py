"""A bot that keeps more conversations has solved more only where fewer customers ask again."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.bot.conftest import ENTRIES, KNOWLEDGE
from yingda.insight.bot import shifting
from yingda.insight.bot.shifting import Share, verdict_of

RETURN = "怎么退货"
HOUR, DAY = 3_600, 86_400


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        (Share(100, 60, 20), Share(100, 50, 20), "shifted"),
        (Share(100, 60, 25), Share(100, 50, 20), "shifted"),
        (Share(100, 60, 15), Share(100, 50, 20), "solved"),
        (Share(100, 51, 10), Share(100, 50, 20), "steady"),
        (Share(100, 40, 10), Share(100, 50, 20), "steady"),
        (Share(29, 29, 0), Share(100, 50, 20), "too_few"),
        (Share(100, 100, 0), Share(0, 0, 0), "too_few"),
    ],
)
def test_a_rise_of_level_one_is_solved_only_where_fewer_come_back(now, before, verdict):
    assert verdict_of(now, before) == verdict


@given(some.integers(30, 500), some.integers(30, 500), some.data())
def test_nothing_is_called_solved_while_the_share_that_comes_back_has_not_fallen(n, m, data):
    def share(of):
        return Share(of, data.draw(some.integers(0, of)), data.draw(some.integers(0, of)))

    now, before = share(n), share(m)
    if now.came_back / n >= before.came_back / m:
        assert verdict_of(now, before) in {"shifted", "steady"}


@pytest.fixture
async def shop_with_bot(lead):
    for draft in KNOWLEDGE:
        await lead.done(await lead.post(ENTRIES, draft), 201)


async def asks(visitor, *, rates=None):
    await visitor.begins()
    await visitor.say(RETURN)
    await visitor.closes()
    if rates:
        await visitor.rates(rates)


@pytest.mark.usefixtures("shop_with_bot")
async def test_both_periods_are_counted_from_conversations_nobody_comes_back_from(
    server, shop, visitors, monkeypatch
):
    monkeypatch.setattr(shifting, "LEAST", 3)
    for number in range(3):  # the week before: one of three ends with the bot, nobody returns
        visitor = await visitors(language="zh-CN")
        await visitor.say(RETURN)
        if number:
            await visitor.asks_for_human()
        await visitor.closes()
        if number:
            await visitor.rates(1)
    await server.wait(seconds=7 * DAY)
    first = await visitors(language="zh-CN")
    await asks(first, rates=2)
    await server.wait(seconds=HOUR)
    await asks(await visitors(visitor_secret=first.start["visitor_secret"]), rates=2)
    await asks(await visitors(language="zh-CN"), rates=5)
    await server.wait(seconds=3 * DAY + HOUR)
    lead = await shop.hire("later", "lead")
    view = await lead.done(await lead.get("/api/insight/bot", days=7))
    assert view["shift"] == {
        "before": {"n": 3, "bot_share": pytest.approx(1 / 3), "repeat_share": 0},
        "now": {"n": 3, "bot_share": 1, "repeat_share": pytest.approx(1 / 3)},
        "verdict": "shifted",
    }
    (level,) = [one for one in view["funnel"] if one["level"] == 1]
    assert (level["rated"], level["csat"]) == (3, 3)
    whole = await lead.done(await lead.get("/api/insight/bot", days=30))
    rated = {one["level"]: (one["rated"], one["csat"]) for one in whole["funnel"]}
    assert rated == {0: (0, None), 1: (3, 3), 2: (0, None), 3: (2, 1), 4: (0, None)}
    await asks(await visitors(language="zh-CN"))
    view = await lead.done(await lead.get("/api/insight/bot", days=7))
    assert view["shift"]["now"]["n"] == 3  # who may still come back is not counted yet
