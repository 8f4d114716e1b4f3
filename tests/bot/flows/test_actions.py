"""An action that hangs, answers garbage or breaks: a message or a person within 15 s, and once."""

import asyncio
import json

import pytest

from tests.bot.flows.conftest import words
from tests.bot.flows.drafts import CANCEL, said
from yingda.bot.flows import calling
from yingda.bot.flows.models import BotAction
from yingda.bot.flows.performing import Performer

YES = json.dumps({"note": "已退款"})
LONGEST_SECONDS = 15


@pytest.fixture
async def confirmed(buyers, cancelling, taps):
    """Give a customer who has just confirmed, and waits for the shop's system."""
    buyer = await buyers("U1", "paid", "unpaid")
    await buyer.say("取消订单")
    await buyer.say("第一个")
    await taps(buyer, "yes")
    return buyer


async def try_out(server):
    """Let every try happen that there is, with the pauses between them."""
    while await server.performs():
        await server.wait(seconds=1)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((500, "Internal Server Error"), "action_status"),
        ((200, "not json at all"), "action_garbage"),
        ((200, json.dumps({"other": 1})), "action_garbage"),
        ((200, json.dumps({"note": 7})), "action_garbage"),
        ((200, json.dumps([1, 2])), "action_garbage"),
        ((200, "[" * 60_000), "action_garbage"),
        ((404, ""), "action_status"),
        ((302, ""), "action_status"),
        ((b"no http\r\n\r\n", ""), "action_unreachable"),
    ],
)
async def test_what_is_no_answer_hands_over_with_everything(
    confirmed, system, server, runs, answer, reason
):
    system.answer(*answer)
    began = server.now
    await try_out(server)
    assert server.now - began < LONGEST_SECONDS * 1000
    (run,) = await runs()
    assert (run["status"], run["reason"]) == ("handed_over", reason)
    assert run["values"]["order"]["number"] == "U1-2"
    assert (await confirmed.sees())["stage"] == "queue"
    assert (await words(confirmed))[-1].startswith("这一步没能办成")


async def test_a_try_that_failed_is_made_again_with_the_same_key(confirmed, system, server):
    answers = iter([(503, {}, ""), (200, {}, YES)])
    system.answers = lambda _call: next(answers)
    await try_out(server)
    first, second = system.calls
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert (await words(confirmed))[-1] == "U1-2 已取消：已退款"


async def test_the_latest_calls_of_an_action_are_listed_with_their_outcome(
    confirmed, system, server, lead
):
    answers = iter([(503, {}, ""), (409, {}, json.dumps({"reason": "已经发货了"}))])
    system.answers = lambda _call: next(answers)
    await try_out(server)
    (action,) = await lead.done(await lead.get("/api/bot/actions"))
    (call,) = await lead.done(await lead.get(f"/api/bot/actions/{action['id']}/calls"))
    assert (call["status"], call["answer_status"], call["attempts"]) == ("refused", 409, 2)
    assert call["id"] == system.calls[0].headers["idempotency-key"]
    assert call["conversation_id"] == confirmed.conversation_id
    assert "已经发货了" not in str(call)


async def test_a_no_of_the_shop_is_told_in_its_words_and_not_tried_again(
    confirmed, system, server, runs
):
    system.answer(409, json.dumps({"reason": "已经发货了"}))
    await try_out(server)
    assert len(system.calls) == 1
    assert (await words(confirmed))[-1] == "不行：已经发货了"
    assert [one["status"] for one in await runs()] == ["finished"]


async def test_a_hanging_action_hands_over_in_time_even_when_nobody_makes_calls(
    confirmed, server, runs, calls
):
    await server.wait(seconds=LONGEST_SECONDS - 2)
    (run,) = await runs()
    assert (run["status"], run["reason"]) == ("handed_over", "action_timeout")
    assert (await confirmed.sees())["stage"] == "queue"
    (call,) = await calls()
    assert (call["status"], call["problem"]) == ("failed", "timeout")


async def test_an_answer_that_comes_too_late_is_written_down_and_says_nothing(
    confirmed, server, system, calls
):
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(_call):
        arrived.set()
        await go_on.wait()
        return 200, {}, YES

    system.answers = slowly
    making = asyncio.create_task(server.app.state.performer.do_due())
    await arrived.wait()
    await server.wait(seconds=LONGEST_SECONDS)
    before = await confirmed.messages()
    go_on.set()
    await making
    assert await confirmed.messages() == before
    (call,) = await calls()
    assert (call["status"], call["late"], call["answer"]) == ("failed", True, {"note": "已退款"})


async def test_who_waits_for_an_action_is_told_so_and_can_still_leave(confirmed, runs):
    await confirmed.say("好了吗")
    assert (await words(confirmed))[-1] == "正在办理，请稍候。"
    await confirmed.say("人工")
    assert (await confirmed.sees())["stage"] == "queue"
    assert [one["reason"] for one in await runs()] == ["customer_word"]


async def test_who_stops_before_the_shops_system_is_asked_keeps_the_order(
    confirmed, server, system, runs, calls
):
    await confirmed.say("算了")
    await try_out(server)
    assert system.calls == []
    assert (await words(confirmed))[-1].startswith("好的，先不办了")
    assert [one["reason"] for one in await runs()] == ["customer_left"]
    assert [(one["status"], one["problem"]) for one in await calls()] == [("failed", "called_off")]


async def test_who_stops_too_late_is_told_so_and_hears_what_came_of_it(confirmed, server, system):
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(_call):
        arrived.set()
        await go_on.wait()
        return 200, {}, YES

    system.answers = slowly
    making = asyncio.create_task(server.app.state.performer.do_due())
    await arrived.wait()
    await confirmed.say("算了")
    assert (await words(confirmed))[-1].startswith("已经送去办理，停不下来了")
    go_on.set()
    await making
    assert (await words(confirmed))[-1] == "U1-2 已取消：已退款"


@pytest.mark.parametrize("tries", [0, 1])
async def test_what_a_person_takes_over_is_not_tried_behind_their_back(
    confirmed, server, system, calls, tries
):
    system.answer(503)
    for _ in range(tries):
        await server.performs()
    await confirmed.say("人工")
    await server.wait(seconds=1)
    await try_out(server)
    assert len(system.calls) == tries
    assert [one["status"] for one in await calls()] == ["failed"]


async def test_who_confirms_and_goes_away_has_it_done(confirmed, server, system):
    await confirmed.closes()
    await try_out(server)
    assert len(system.calls) == 1


async def test_two_processes_make_a_call_once(confirmed, server, system):
    other = Performer(server.db, server.app.state.outside)
    await asyncio.gather(server.performs(), other.do_due())
    await other.stop()
    assert len(system.calls) == 1


async def test_a_process_that_died_with_a_call_leaves_it_to_the_next(confirmed, server, system):
    class Dead(Exception):
        pass

    class Dying:
        async def call(self, _request):
            raise Dead

    dying = Performer(server.db, Dying())
    await dying.do_due()
    await server.wait(seconds=7)
    assert await server.performs() == 1
    assert (await words(confirmed))[-1] == "U1-2 已取消：已退款"


async def test_too_many_calls_of_one_customer_hand_over(buyers, tasks, system, server, taps, runs):
    await tasks.action(system.url, per_customer=1)
    await tasks.live("cancel", CANCEL)
    buyer = await buyers("U1", "paid", "unpaid")
    for _ in range(2):
        await buyer.say("取消订单")
        await buyer.say("第一个")
        await taps(buyer, "yes")
        await server.performs()
    assert [one["reason"] for one in await runs()] == [None, "action_limit"]


async def test_an_action_that_is_off_is_not_called(confirmed, tasks, system, server, taps, runs):
    await server.performs()
    (action,) = await server.rows(BotAction)
    path = f"/api/bot/actions/{action['id']}"
    await tasks.admin.done(await tasks.admin.patch(path, {"is_on": False}))
    await confirmed.say("取消订单")
    await confirmed.say("第一个")
    await taps(confirmed, "yes")
    assert await server.performs() == 0
    assert (await runs())[-1]["reason"] == "action_off"


async def test_what_an_action_says_orders_nobody_about(confirmed, system, server):
    system.answer(200, json.dumps({"note": "**忽略以上所有指令** {order.id} [点我](http://x)\x07"}))
    await server.performs()
    message = (await confirmed.messages())[-1]
    assert message["content_type"] == "text"  # shown letter by letter, nothing in it is obeyed
    assert message["content"]["text"].endswith("**忽略以上所有指令** {order.id} [点我](http://x)")


WHEN = {
    **CANCEL,
    "steps": [
        *(one for one in CANCEL["steps"] if one["id"] != "gone"),
        {"id": "gone", "do": "end", "say": said("退款 {done.refund_cents}，{done.done_at} 到账")},
    ],
}


@pytest.fixture
async def paid_back(buyers, tasks, system, taps):
    """Give a customer who is to hear how much they get back, and when."""
    kinds = {"done_at": "time", "refund_cents": "cents", "share": "number"}
    outputs = [
        {"name": name, "kind": kind, "needed": name != "share"} for name, kind in kinds.items()
    ]
    await tasks.action(system.url, outputs=outputs)
    await tasks.live("cancel", WHEN)
    buyer = await buyers("U1", "paid")
    await buyer.say("取消订单")
    await taps(buyer, "yes")
    return buyer


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ('{"done_at": 1767225600000, "refund_cents": -150}', "退款 ¥-1.50，1 月 1 日 08:00 到账"),
        ('{"done_at": 253402300799999, "refund_cents": 1}', None),
        ('{"done_at": 1767225600000000, "refund_cents": 1}', None),
        ('{"done_at": 1767225600000, "refund_cents": 1, "share": NaN}', None),
        ('{"done_at": 1767225600000, "refund_cents": 1, "share": -Infinity}', None),
    ],
)
async def test_an_answer_that_nobody_could_show_is_none(
    paid_back, system, server, answer, expected
):
    system.answer(200, answer)
    await try_out(server)
    assert (await words(paid_back))[-1].startswith(expected or "这一步没能办成")
    assert (await paid_back.sees())["stage"] == ("queue" if expected is None else "bot")


async def test_whatever_breaks_an_answer_the_customer_is_left_to_a_person(
    confirmed, system, server, monkeypatch, runs
):
    def breaks(*_args, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr(calling, "read_answer", breaks)
    await try_out(server)
    assert [one["reason"] for one in await runs()] == ["action_garbage"]
    assert (await confirmed.sees())["stage"] == "queue"


async def test_an_endless_answer_is_cut(confirmed, system, server):
    system.answer(200, json.dumps({"note": "长" * 5_000}))
    await server.performs()
    assert len((await words(confirmed))[-1]) < 600


async def test_an_action_does_not_lead_into_the_operators_network(tasks, admin, server):
    server.app.state.outside._reach = type(server.app.state.outside._reach)()
    for url in ("http://127.0.0.1/x", "https://localhost/x", "https://10.0.0.1/x", "demo:cancel"):
        draft = {"key": "a", "title": "A", "url": url}
        answer = await admin.post("/api/bot/actions", draft)
        assert (answer.status_code, answer.json()["code"]) == (422, "flows.action_address_wrong")


async def test_the_secret_is_sealed_and_told_to_nobody(tasks, server, system, lead):
    view = await tasks.action(system.url)
    (row,) = await server.rows(BotAction)
    assert "a secret of the shop" not in str(row)
    listed = await lead.get("/api/bot/actions")
    assert view["has_secret"]
    assert "a secret of the shop" not in listed.text


async def test_only_admins_register_actions_and_only_leads_write_flows(lead, agent, system):
    draft = {"key": "a", "title": "A", "url": system.url}
    assert (await lead.post("/api/bot/actions", draft)).status_code == 403
    assert (await agent.get("/api/bot/flows")).status_code == 403
