"""Where customers stop in a task, and how each branch pleased them (S3.20, S3.23)."""

import pytest
from sqlalchemy import update

from tests.bot.flows.conftest import cards
from tests.bot.flows.drafts import flow, said
from yingda.bot.flows.models import BotRun
from yingda.foundation.clock import DAY


def choice(value, label, leads_to):
    return {"value": value, "label": said(label), "next": leads_to}


REFUND = flow(
    {
        "id": "wish",
        "do": "ask",
        "slot": "wish",
        "kind": "choice",
        "say": said("您希望怎么处理？"),
        "choices": [
            choice("refund", "直接退款", "paid_back"),
            choice("fix", "先帮我解决问题", "problem"),
            choice("talk", "先和人聊聊", "person"),
        ],
    },
    {"id": "problem", "do": "ask", "slot": "problem", "say": said("遇到了什么问题？"),
     "next": "person"},
    {"id": "paid_back", "do": "end", "say": said("已退款"), "solved": True},
    {"id": "person", "do": "hand_over", "say": said("我转给人工客服")},
    phrases=["申请退款"],
)  # fmt: skip


@pytest.fixture
async def refunding(tasks):
    return await tasks.live("refund", REFUND)


@pytest.fixture
def wishing(buyers, taps):
    """Give who begins the task and takes a branch; `rated` is what they gave the conversation."""

    async def wish(number, value, rated=None):
        buyer = await buyers(number)
        await buyer.say("申请退款")
        await taps(buyer, value)
        if rated is not None:
            await buyer.closes()
            await buyer.rates(rated)
        return buyer

    return wish


async def paths_of(lead, refunding):
    return await lead.done(await lead.get(f"/api/bot/flows/{refunding['id']}/paths"))


def told(paths):
    names = ("taken", "finished", "handed_over", "rated", "satisfied")
    return {one["choice"]: tuple(one[name] for name in names) for one in paths["branches"]}


async def test_each_branch_tells_how_it_ended_and_pleased(lead, refunding, wishing):
    happy = await wishing("U1", "refund", rated=5)
    await wishing("U2", "refund", rated=2)
    await wishing("U3", "talk")
    paths = await paths_of(lead, refunding)
    assert told(paths) == {
        "refund": (2, 2, 0, 2, 1),
        "fix": (0, 0, 0, 0, 0),
        "talk": (1, 0, 1, 0, 0),
    }
    (refunded,) = [one for one in paths["branches"] if one["choice"] == "refund"]
    assert happy.conversation_id in refunded["conversation_ids"]
    assert (paths["days"], refunded["label"]) == (30, said("直接退款"))


async def test_where_a_customer_stopped_is_seen(lead, refunding, wishing):
    stopped = await wishing("U1", "fix")
    assert (await cards(stopped))[-1]["text"] == "遇到了什么问题？"
    await stopped.say("算了")
    steps = (await paths_of(lead, refunding))["steps"]
    assert {one["step"]: (one["came"], one["stopped"]) for one in steps} == {
        "wish": (1, 0),
        "problem": (1, 1),
        "paid_back": (0, 0),
        "person": (0, 0),
    }


async def test_what_is_older_than_thirty_days_is_not_told(lead, refunding, wishing, server):
    await wishing("U1", "refund", rated=5)
    await server.write(
        lambda tx: tx.connection.execute(update(BotRun).values(started_at=tx.now - 31 * DAY))
    )
    assert told(await paths_of(lead, refunding))["refund"] == (0, 0, 0, 0, 0)


async def test_one_tap_refunds_at_once(refunding, wishing):
    buyer = await wishing("U1", "refund")
    assert len(await cards(buyer)) == 1
    assert (await buyer.messages())[-1]["content"]["text"] == "已退款"


async def test_what_is_only_drafted_changes_no_figure(lead, refunding, wishing):
    await wishing("U1", "refund", rated=5)
    before = told(await paths_of(lead, refunding))
    path = f"/api/bot/flows/{refunding['id']}"
    flow_now = await lead.done(await lead.get(path))
    renamed = [one | {"id": "wish2"} if one["id"] == "wish" else one for one in REFUND["steps"]]
    document = REFUND | {"start": "wish2", "steps": renamed}
    await lead.done(await lead.put(path, {"document": document, "revision": flow_now["revision"]}))
    assert told(await paths_of(lead, refunding)) == before
    assert before["refund"] == (1, 1, 0, 1, 1)


async def test_a_rating_counts_for_the_last_task_of_its_conversation(
    lead, refunding, buyers, taps, server
):
    buyer = await buyers("U1")
    for value in ("refund", "talk"):
        await buyer.say("申请退款")
        await taps(buyer, value)
        await server.wait(seconds=5)
    await buyer.closes()
    await buyer.rates(2)
    paths = told(await paths_of(lead, refunding))
    assert (paths["refund"][3:], paths["talk"][3:]) == ((0, 0), (1, 0))
