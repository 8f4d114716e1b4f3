"""An admin sets the model up, tries it, and sees what it costs; agents get drafts."""

import pytest

from tests.bot.conftest import RETURNS, SECRET
from tests.bot.lifting.conftest import MODEL, UNSURE
from yingda.app.lifting import admission
from yingda.bot.lifting.budget import Order, Payer, book
from yingda.bot.lifting.calling import Models
from yingda.bot.lifting.lifter import Lifter
from yingda.bot.lifting.models import LiftCall, LiftEndpoint
from yingda.bot.lifting.network import AddressRefused, Network
from yingda.learning.models import PathHop

DRAFTS = f"{MODEL}/drafts"
TRY = f"{MODEL}/try"


async def test_it_is_off_until_somebody_switches_it_on(admin):
    seen = await admin.done(await admin.get(MODEL))
    assert (seen["on"], seen["base_url"], seen["has_key"], seen["calls"]) == (False, "", False, [])


async def test_the_key_is_sealed_and_in_no_answer(server, sets_up, admin):
    answer = await sets_up()
    assert answer["has_key"]
    assert "sk-secret" not in str(answer)
    (row,) = await server.rows(LiftEndpoint)
    assert "sk-secret" not in str(row)


async def test_a_key_goes_to_no_server_it_was_not_typed_for(model, admin, endpoint):
    change = {"on": True, "chat_model": "m", "base_url": "https://elsewhere.example/v1"}
    refused = await admin.put(MODEL, change)
    assert (refused.status_code, refused.json()["code"]) == (422, "lift.key_needed")
    kept = await admin.done(await admin.put(MODEL, change | {"base_url": endpoint.url}))
    assert kept["has_key"]
    without = await admin.done(await admin.put(MODEL, change | {"api_key": ""}))
    assert not without["has_key"]


@pytest.mark.parametrize(
    "url", ["ftp://x", "https://", "https://user:secret@x.example/v1", "https://x.example/v1?k=1"]
)
async def test_what_is_no_address_is_refused(sets_up, admin, url):
    refused = await admin.put(MODEL, {"on": True, "chat_model": "m", "base_url": url})
    assert (refused.status_code, refused.json()["code"]) == (422, "lift.address_wrong")


async def test_a_pasted_full_address_is_understood(sets_up, admin, endpoint):
    seen = await sets_up(base_url=f"{endpoint.url}/chat/completions/")
    assert seen["base_url"] == endpoint.url


# ------------------------------------------------------------------ trying


async def test_trying_says_that_it_works_and_what_it_sent(model, admin, endpoint, sets_up):
    await sets_up(embedding_model="e")
    tried = await admin.done(await admin.post(TRY))
    assert tried["chat"]["problem"] is tried["embedding"]["problem"] is None
    assert tried["chat"]["said"] == "OK"
    assert {call.path for call in endpoint.calls} == {"/v1/chat/completions", "/v1/embeddings"}
    assert endpoint.calls[0].headers["authorization"] == "Bearer sk-secret"


@pytest.mark.parametrize("patience", [(0.5, 60.0)])
@pytest.mark.parametrize(
    ("trouble", "problem"),
    [
        ({"status": 401}, "key_refused"),
        ({"status": 404}, "not_found"),
        ({"status": 429}, "too_many"),
        ({"status": 500}, "server_error"),
        ({"status": 302}, "redirect"),
        ({"silent": True}, "timeout"),
        ({"raw": b"220 mail ESMTP\r\n"}, "broken_off"),
        ({"speaks": lambda call: ""}, "empty"),
    ],
)
async def test_trying_says_what_is_wrong(model, admin, endpoint, trouble, problem):
    for name, value in trouble.items():
        setattr(endpoint, name, value)
    tried = (await admin.done(await admin.post(TRY)))["chat"]
    assert tried["problem"] == problem
    assert "verysecret" not in tried["said"]


async def test_nobody_there_is_said(model, admin, endpoint):
    await endpoint.close()
    assert (await admin.done(await admin.post(TRY)))["chat"]["problem"] == "unreachable"


@pytest.mark.parametrize("inside", ["", "10.0.0.0/8"])
async def test_an_address_inside_the_house_is_not_called_unless_the_operator_says_so(
    server, sets_up, admin, endpoint, settings, inside
):
    await sets_up()
    careful = Network(admission(settings.model_copy(update={"model_internal": inside})))
    server.app.state.lifter = Lifter(server.db, Models(server.db, careful))
    assert (await admin.done(await admin.post(TRY)))["chat"]["problem"] == "address_refused"
    assert endpoint.calls == []


async def test_plain_http_leaves_the_house_nowhere(settings):
    async def look_up(_host, _port):
        return ["93.184.216.34"]

    admit = admission(settings, look_up)
    assert await admit("https://api.example.com/v1") == "93.184.216.34"
    with pytest.raises(AddressRefused):
        await admit("http://api.example.com/v1")


# ------------------------------------------------------------------ what it costs


async def test_every_call_is_stored_with_what_it_cost(
    server, sets_up, admin, customer, endpoint, asks
):
    await sets_up(price_in=2.0, price_out=8.0)
    endpoint.writes("七天内可以退，在订单页申请。", RETURNS["question"])
    await asks(customer, UNSURE)
    seen = await admin.done(await admin.get(MODEL))
    (call,) = [one for one in seen["calls"] if one["purpose"] == "answer"]
    assert (call["status"], call["tokens"], call["estimated"]) == ("done", 120, False)
    assert call["cost"] == pytest.approx((100 * 2 + 20 * 8) / 1_000_000)
    assert seen["today"]["tokens"] == sum(one["tokens"] for one in seen["calls"])


async def test_what_nobody_can_tell_the_cost_of_counts_with_the_most_it_can_be(
    server, model, customer, endpoint, asks
):
    endpoint.status = 500
    await asks(customer, UNSURE)
    rows = await server.rows(LiftCall)
    assert rows
    assert all(row["estimated"] and row["tokens_in"] + row["tokens_out"] > 500 for row in rows)


@pytest.mark.parametrize("status", [429, 401])
async def test_a_refusal_costs_nothing_and_a_retry_is_booked_once(
    server, model, customer, endpoint, asks, status
):
    endpoint.status = status
    await asks(customer, UNSURE)
    rows = await server.rows(LiftCall)
    assert [row["tokens_in"] + row["tokens_out"] for row in rows] == [0]
    assert len(endpoint.calls) == (2 if status == 429 else 1)


@pytest.mark.parametrize("patience", [(0.3, 60.0)])
async def test_what_may_have_been_charged_is_not_tried_again(
    server, model, customer, endpoint, asks
):
    endpoint.silent = True
    await asks(customer, UNSURE)
    assert len(endpoint.calls) == len(await server.rows(LiftCall)) == 1


async def test_over_the_cap_it_is_off_until_tomorrow(
    sets_up, admin, visitors, server, endpoint, asks
):
    customer = await visitors(language="zh-CN")
    await sets_up(daily_tokens=2_500)
    endpoint.writes("七天内可以退，在订单页申请。", RETURNS["question"])
    endpoint.usage = {"prompt_tokens": 1_000, "completion_tokens": 200}
    kinds = [(await asks(customer, UNSURE))["content_type"] for _ in range(4)]
    assert kinds[0] == "answer"
    assert kinds[-1] == "choices"
    seen = await admin.done(await admin.get(MODEL))
    assert seen["today"]["capped"]
    assert seen["today"]["tokens"] <= 2_500
    asked = len(endpoint.calls)
    await asks(customer, UNSURE)
    assert len(endpoint.calls) == asked
    server.clock.advance(seconds=24 * 3_600)
    assert (await asks(await visitors(language="zh-CN"), UNSURE))["content_type"] == "answer"
    assert not (await admin.done(await admin.get(MODEL)))["today"]["capped"]


async def test_a_large_order_that_does_not_fit_turns_nothing_else_off(
    sets_up, admin, visitors, server, endpoint, asks
):
    await sets_up(daily_tokens=9_000)
    tenant_id = (await server.rows(LiftEndpoint))[0]["tenant_id"]
    for purpose in ("embed", "draft"):
        booked = await server.write(book, Order(Payer(tenant_id), purpose, 20_000, 500))
        assert booked == "over_cap"
    # Two more are under way, each booked with the most it may cost.
    for _ in range(2):
        await server.write(book, Order(Payer(tenant_id), "answer", 4_000, 400))
    assert await server.write(book, Order(Payer(tenant_id), "answer", 4_000, 400)) == "over_cap"
    assert not (await admin.done(await admin.get(MODEL)))["today"]["capped"]


async def test_what_a_model_cost_stands_on_the_path_of_its_conversation(
    sets_up, server, customer, other_visitor, endpoint, asks
):
    await sets_up(price_in=1_000.0, price_out=1_000.0, currency="USD")
    endpoint.writes("七天内可以退，在订单页申请。", RETURNS["question"])
    endpoint.usage = {"prompt_tokens": 1_000, "completion_tokens": 200}
    assert (await asks(customer, UNSURE))["content_type"] == "answer"
    spent = sum(call["cost_micro"] for call in await server.rows(LiftCall))
    assert spent > 0
    await other_visitor.say(UNSURE)
    await other_visitor.closes()
    await customer.closes()
    await server.settle()
    hops = {one["conversation_id"]: one for one in await server.rows(PathHop)}
    mine = hops[customer.conversation_id]
    assert (mine["model_micro"], mine["model_currency"]) == (spent, "USD")
    theirs = hops[other_visitor.conversation_id]
    assert (theirs["model_micro"], theirs["model_currency"]) == (0, None)


async def test_a_cap_in_money_holds_too(sets_up, admin, customer, endpoint, asks):
    await sets_up(price_in=1_000.0, price_out=1_000.0, daily_cost=0.01)
    assert (await asks(customer, UNSURE))["content_type"] == "choices"
    assert endpoint.calls == []
    assert (await admin.done(await admin.get(MODEL)))["today"]["capped"]


# ------------------------------------------------------------------ drafts


@pytest.fixture
async def served(model, customer, agent):
    """A conversation that an agent has."""
    await agent.goes("available")
    await customer.say("怎么退货，电话13800138000")
    await customer.say("人工")
    await agent.accept(customer)
    return customer


async def test_a_draft_names_its_sources_and_is_not_sent(served, agent, endpoint):
    endpoint.writes("七天内可以退，在订单页申请。", RETURNS["question"])
    offered = await agent.get(f"{MODEL}/offered/{served.conversation_id}")
    assert (await agent.done(offered)) == {"drafts": True}
    wanted = {"conversation_id": served.conversation_id}
    draft = await agent.done(await agent.post(DRAFTS, wanted))
    assert draft["text"] == "七天内可以退，在订单页申请。"
    assert [one["title"] for one in draft["sources"]] == [RETURNS["question"]]
    assert "七天内可以退，在订单页申请。" not in str(await served.messages())
    assert "13800138000" not in endpoint.heard
    assert SECRET["answer"] not in endpoint.heard


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("退您 9999 元", "lift.failed"),
        ("", "lift.nothing_to_draft"),
    ],
)
async def test_a_draft_without_ground_is_not_shown(served, agent, endpoint, answer, code):
    endpoint.writes(answer, RETURNS["question"])
    wanted = {"conversation_id": served.conversation_id}
    assert (await agent.post(DRAFTS, wanted)).json()["code"] == code


async def test_without_a_model_no_draft_is_offered(served, agent, sets_up):
    await sets_up(uses=["answer"])
    offered = await agent.get(f"{MODEL}/offered/{served.conversation_id}")
    assert (await agent.done(offered)) == {"drafts": False}
    refused = await agent.post(DRAFTS, {"conversation_id": served.conversation_id})
    assert (refused.status_code, refused.json()["code"]) == (409, "lift.off")


async def test_what_was_spent_is_forgotten_after_a_season(server, model, admin, endpoint):
    await admin.done(await admin.post(TRY))
    assert len(await server.rows(LiftCall)) == 1
    for _ in range(92):
        await server.wait(seconds=24 * 3_600)
    assert await server.rows(LiftCall) == []
