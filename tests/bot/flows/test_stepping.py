"""The machine of flows: whatever comes, something is said, and nobody goes round for ever."""

from hypothesis import given
from hypothesis import strategies as st

from tests.bot.flows.drafts import ADDRESS, CANCEL, demo_flows, flow, said
from yingda.bot.flows.documents import CallStep, Document
from yingda.bot.flows.moves import (
    Answered,
    Begin,
    Call,
    Failed,
    Offer,
    Picked,
    Refused,
    Said,
    State,
    Tell,
    World,
)
from yingda.bot.flows.stepping import advance


def order(number, status):
    return {"id": f"id-{number}", "number": number, "status": status, "title": "灯", "currency":
            "CNY", "amount_cents": 12_900, "expected_at": 1_767_225_600_000}  # fmt: skip


ORDERS = (order("A1001", "unpaid"), order("A1002", "paid"), order("A1003", "shipped"))
WORLD = World(orders=ORDERS, now=1_767_225_600_000)


def play(document, *came, world=WORLD):
    """Let all of this come, one after the other; return the last move and all effects."""
    document, state, effects = Document.model_validate(document), State(), []
    move = None
    for one in (Begin(), *came):
        move = advance(document, state, one, world)
        state, effects = move.state, [*effects, *move.effects]
    return move, effects


def texts(effects):
    return [one.text for one in effects if isinstance(one, Tell | Offer)]


def test_only_orders_the_step_is_for_are_offered():
    _, (offer,) = play(CANCEL)
    assert [one["number"] for one in offer.orders] == ["A1001", "A1002"]


def test_the_only_order_needs_no_choice():
    _, (offer,) = play(CANCEL, world=World(orders=(ORDERS[1],)))
    assert (offer.kind, offer.text) == ("confirm", "取消 A1002？")


def test_the_order_spoken_of_needs_no_choice():
    _, (offer,) = play(CANCEL, world=WORLD.speaking_of("id-A1001"))
    assert offer.text == "取消 A1001？"


def test_without_an_order_the_way_without_one_is_taken():
    move, effects = play(CANCEL, world=World())
    assert move.ended == "handed_over"
    assert texts(effects) == ["没有可取消的订单"]


def going_back(without, **steps):
    """Return the task in which this step leads back to the choice of an order."""
    changed = [{**one, **steps.get(one["id"], {})} for one in CANCEL["steps"]]
    return {**CANCEL, "steps": [one for one in changed if one["id"] != without]}


ANOTHER = going_back("kept", sure={"no": "pick"})


def test_who_says_no_to_an_order_may_choose_another():
    move, effects = play(ANOTHER, Said("A1001"), Said("不要"), Said("A1002"), Picked("yes"))
    assert texts(effects) == ["哪一单？", "取消 A1001？", "哪一单？", "取消 A1002？"]
    assert move.effects[-1].inputs["order"]["number"] == "A1002"


def test_who_says_no_to_the_only_order_is_not_asked_the_same_again():
    _, effects = play(ANOTHER, Picked("no"), world=World(orders=(ORDERS[1],)))
    assert texts(effects) == ["取消 A1002？", "哪一单？"]


def test_who_says_no_to_the_order_they_spoke_of_may_choose_another():
    _, effects = play(ANOTHER, Picked("no"), world=WORLD.speaking_of("id-A1001"))
    assert texts(effects) == ["取消 A1001？", "哪一单？"]


def test_what_the_shop_refuses_for_one_order_may_be_wanted_for_another():
    again = going_back("sorry", do_it={"refused": "pick"})
    _, effects = play(again, Said("A1001"), Picked("yes"), Refused({"reason": "已发货"}))
    assert texts(effects)[-1] == "哪一单？"


def test_an_order_chosen_once_is_not_asked_for_by_a_later_step():
    document = {**CANCEL, "steps": [*CANCEL["steps"]]}
    document["steps"][1] = {**CANCEL["steps"][1], "yes": "still"}
    document["steps"].append({**CANCEL["steps"][0], "id": "still", "next": "do_it"})
    move, _ = play(document, Said("A1001"), Picked("yes"))
    assert move.effects[-1].inputs["order"]["number"] == "A1001"


def test_an_order_of_somebody_else_cannot_be_picked():
    move, effects = play(CANCEL, Picked("id-of-somebody-else"))
    assert move.state.step == "pick"
    assert not [one for one in effects if isinstance(one, Call)]


def test_a_confirmed_call_and_its_answer_end_the_flow():
    move, effects = play(CANCEL, Said("A1002"), Said("好的"))
    (call,) = [one for one in effects if isinstance(one, Call)]
    assert (call.action, call.inputs["order"]["number"]) == ("cancel", "A1002")
    move, effects = play(CANCEL, Said("A1002"), Picked("yes"), Answered({"note": "退 129"}))
    assert (move.ended, move.solved, texts(effects)[-1]) == (
        "finished", True, "A1002 已取消：退 129")  # fmt: skip


def test_no_means_no():
    move, effects = play(CANCEL, Said("第二个"), Said("不要"))
    assert (move.ended, move.solved) == ("finished", False)
    assert not [one for one in effects if isinstance(one, Call)]


def test_a_refusal_takes_its_own_way_and_a_failure_hands_over():
    move, effects = play(CANCEL, Picked("id-A1001"), Picked("yes"), Refused({"reason": "已发货"}))
    assert (move.ended, texts(effects)[-1]) == ("finished", "不行：已发货")
    move, _ = play(CANCEL, Picked("id-A1001"), Picked("yes"), Failed("timeout"))
    assert (move.ended, move.reason) == ("handed_over", "action_timeout")
    assert move.state.values["order"]["number"] == "A1001"


def test_what_is_not_understood_twice_hands_over_with_everything_gathered():
    move, effects = play(ADDRESS, Said("浙江省杭州市文三路 1 号"), Said("啊"), Said("哦"))
    assert (move.ended, move.reason) == ("handed_over", "not_understood")
    assert move.state.values == {"address": "浙江省杭州市文三路 1 号"}
    assert len(texts(effects)) == 5  # two questions, a hint with the question again, good-bye


def test_data_is_never_read_as_a_text_of_the_flow():
    move, effects = play(
        CANCEL, Picked("id-A1001"), Picked("yes"), Answered({"note": "{order.id} {done.note}"})
    )
    assert texts(effects)[-1] == "A1001 已取消：{order.id} {done.note}"
    assert move.ended == "finished"


def test_a_number_that_is_no_time_is_shown_as_a_dash():
    document = flow(
        {"id": "when", "do": "ask", "slot": "visit_at", "kind": "number", "say": said("何时？"),
         "next": "bye"},
        {"id": "bye", "do": "end", "say": said("{visit_at} 见")},
    )  # fmt: skip
    _, effects = play(document, Said("999999999999999"))
    assert texts(effects)[-1] == "— 见"


def test_a_loop_that_slipped_through_ends_with_a_person():
    document = flow(
        {"id": "a", "do": "say", "say": said("x"), "next": "b"},
        {"id": "b", "do": "branch", "cases": [], "otherwise": "a"},
    )
    move, effects = play(document)
    assert (move.ended, move.reason) == ("handed_over", "flow_broken")
    assert len(effects) < 60


INPUTS = st.one_of(
    st.sampled_from([Begin(), Picked("yes"), Picked("no"), Picked("id-A1001"), Picked("id-A1002")]),
    st.sampled_from(
        ["A1002", "1", "好", "不要", "明天", "公司", "直接退款", "13800001111", "？"]
    ).map(Said),
    st.text(max_size=40).map(Said),
    st.text(max_size=10).map(Picked),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3).map(Answered),
    st.just(Answered({"instant": True, "refund_cents": 100, "late": False, "trace": ["x"]})),
    st.just(Refused({"reason": "no"})),
    st.just(Failed("timeout")),
)
FLOWS = [*(one["document"] for one in demo_flows()), CANCEL, ADDRESS]
WORLDS = st.builds(
    World,
    orders=st.lists(st.sampled_from(ORDERS), unique_by=lambda one: one["id"]).map(tuple),
    language=st.sampled_from(["zh-CN", "zh-TW", "en"]),
    now=st.just(WORLD.now),
)


@given(st.sampled_from(FLOWS), st.lists(INPUTS, max_size=12), WORLDS)
def test_whatever_comes_something_is_said_and_it_stands_where_it_may(document, came, world):
    document, state = Document.model_validate(document), State()
    for one in (Begin(), *came):
        move = advance(document, state, one, world)
        assert move.effects, "silence"
        assert all(text.strip() for text in texts(move.effects))
        calls = [one for one in move.effects if isinstance(one, Call)]
        assert len(calls) <= 1
        if move.ended is not None:
            assert move.ended == "finished" or move.reason
            return
        step = document.step(move.state.step)
        assert step is not None
        assert bool(calls) <= isinstance(step, CallStep)
        assert move == advance(document, state, one, world), "the same twice is the same"
        state = move.state


@given(st.sampled_from(FLOWS), st.lists(INPUTS, max_size=12), WORLDS)
def test_a_call_only_ever_gets_orders_of_this_customer(document, came, world):
    document, state = Document.model_validate(document), State()
    own = {one["id"] for one in world.orders}
    for one in (Begin(), *came):
        move = advance(document, state, one, world)
        for call in move.effects:
            if isinstance(call, Call):
                assert call.inputs["order"]["id"] in own
        if move.ended is not None:
            return
        state = move.state
