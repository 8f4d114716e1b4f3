"""Trying out: a rehearsal stores and calls nothing, a dry run says that it is one."""

import json

from tests.bot.flows.drafts import CANCEL, CANCEL_ACTION
from yingda.bot.flows.models import BotCall, BotRun


async def rehearsed(lead, state, **move):
    body = {"document": CANCEL, "state": state, **move}
    return await lead.done(await lead.post("/api/bot/flows/rehearse", body))


async def test_a_flow_is_played_with_a_test_customer_and_nothing_is_called(
    lead, tasks, system, server
):
    await tasks.action(system.url)
    view = await rehearsed(lead, {})
    (message,) = view["messages"]
    assert (message["kind"], len(message["options"])) == ("orders", 2)
    picked = {"kind": "pick", "text": message["options"][0]["value"]}
    view = await rehearsed(lead, view["state"], **picked)
    view = await rehearsed(lead, view["state"], kind="pick", text="yes")
    assert view["call"]["action"] == "cancel"
    for move, last in (
        ({"kind": "answer", "output": {"note": "退款"}}, "TEST0001 已取消：退款"),
        ({"kind": "refuse", "text": "已发货"}, "不行：已发货"),
        ({"kind": "fail"}, "这一步没能办成，我为您转接人工客服，您填写的内容会一并转交。"),
    ):
        ended = await rehearsed(lead, view["state"], **move)
        assert ended["messages"][-1]["text"] == last
        assert ended["ended"] in {"finished", "handed_over"}
    assert not system.calls
    assert not await server.rows(BotRun)
    assert not await server.rows(BotCall)


async def test_a_dry_run_tells_the_shops_system_that_it_is_one(tasks, admin, system):
    action = await tasks.action(system.url)
    system.answer(200, json.dumps({"note": "ok"}))
    path = f"/api/bot/actions/{action['id']}/dry-run"
    view = await admin.done(await admin.post(path))
    assert (view["outcome"], view["output"]) == ("answered", {"note": "ok"})
    assert system.calls[0].event["dry_run"] is True
    system.answer(200, "garbage")
    view = await admin.done(await admin.post(path))
    assert (view["outcome"], view["problem"]) == ("failed", "garbage")


async def test_a_flow_with_faults_is_not_played(lead):
    answer = await lead.post("/api/bot/flows/rehearse", {"document": CANCEL})
    assert (answer.status_code, answer.json()["code"]) == (422, "flows.faulty")


async def test_an_action_is_changed_and_keeps_its_secret(tasks, admin, system):
    action = await tasks.action(system.url)
    path = f"/api/bot/actions/{action['id']}"
    changed = await admin.done(await admin.patch(path, {"title": "取消", "per_minute": 5}))
    assert changed == action | {"title": "取消", "per_minute": 5}
    changed = await admin.done(await admin.patch(path, {"secret": ""}))
    assert not changed["has_secret"]
    draft = CANCEL_ACTION | {"url": system.url}
    assert (await admin.post("/api/bot/actions", draft)).status_code == 409
