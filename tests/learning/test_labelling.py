"""A weekly sample of transfers that two people label, each blind to the other (S1.32)."""

import asyncio
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.foundation.clock import DAY
from yingda.learning.judging.drawing import WEEK
from yingda.learning.labelling import sampling
from yingda.learning.labelling.sampling import SIZE, drawn, week_of
from yingda.learning.models import BotTransfer

SAMPLE = "/api/bot/transfer-sample"
MISSING, SOOTHE = "point_missing", "needs_empathy"


@pytest.fixture
async def second(shop):
    return await shop.hire("wu", "lead")


@pytest.fixture
async def transfers(knowledge, visitors):
    """Let four customers go to people."""
    for text in ("杯子能放洗碗机吗", "公司几点下班", "你们老板喜欢什么颜色", "怎么退货"):
        visitor = await visitors(language="zh-CN")
        await visitor.say(text)
        await visitor.asks_for_human()


async def sample(person):
    return await person.done(await person.get(SAMPLE))


async def says(person, item, label):
    path = f"{SAMPLE}/{item['leak_id']}/label"
    return await person.put(path, {"label": label})


async def leak(lead, item):
    return await lead.done(await lead.get(f"/api/leaks/{item['leak_id']}"))


async def differing(lead):
    found = await lead.done(await lead.get("/api/leaks", differ=True))
    counts = await lead.done(await lead.get("/api/leaks/counts"))
    return found["items"], counts["differ"]


async def board(lead):
    items = (await lead.done(await lead.get("/api/leaks")))["items"]
    return {one["id"]: one["label"] for one in items}


async def test_each_transfer_is_shown_with_its_turns_until_one_has_spoken(transfers, lead):
    view = await sample(lead)
    assert (view["size"], view["among"], view["left"]) == (4, 4, 4)
    item = next(one for one in view["waiting"] if one["question"] == "杯子能放洗碗机吗")
    assert item["reason"] == "no_answer"
    assert item["turns"][0]["content"]["text"]
    await lead.done(await says(lead, item, MISSING), 204)
    assert item["leak_id"] not in [one["leak_id"] for one in (await sample(lead))["waiting"]]


async def test_nobody_is_told_what_the_other_found(transfers, lead, second):
    first, *_ = (await sample(lead))["waiting"]
    await lead.done(await says(lead, first, SOOTHE), 204)
    seen = await sample(second)
    assert first["leak_id"] in [one["leak_id"] for one in seen["waiting"]]
    assert SOOTHE not in str(seen)
    assert set((await board(lead)).values()) == {None}


async def test_agreement_is_counted_and_what_both_find_goes_to_the_board(transfers, lead, second):
    items = (await sample(lead))["waiting"]
    mine, theirs = (MISSING, MISSING, SOOTHE, SOOTHE), (MISSING, MISSING, SOOTHE, MISSING)
    for item, one, other in zip(items, mine, theirs, strict=True):
        await lead.done(await says(lead, item, one), 204)
        await second.done(await says(second, item, other), 204)
    view = await sample(lead)
    for figure in (view["week"], view["weeks"]):
        assert (figure["pairs"], figure["missing"], figure["agreement"]) == (4, 196, 0.75)
        assert figure["kappa"] == pytest.approx((0.75 - 0.5) / 0.5)
    labels = await board(lead)
    assert [labels[one["leak_id"]] for one in items] == [MISSING, MISSING, SOOTHE, None]
    (split,) = view["split"]
    assert {one["label"] for one in split["found"]} == {SOOTHE, MISSING}
    assert split["id"] == items[3]["leak_id"]


async def test_where_two_differ_the_board_lists_it_with_their_words_until_a_lead_decides(
    transfers, lead, second
):
    item, *_ = (await sample(lead))["waiting"]
    await lead.done(await says(lead, item, SOOTHE), 204)
    assert await differing(second) == ([], 0), "one alone differs from nobody"
    assert SOOTHE not in str(await leak(second, item)), "nor is the board a way to peep"
    await second.done(await says(second, item, MISSING), 204)
    ((one,), count) = await differing(lead)
    assert (one["id"], one["label"], count) == (item["leak_id"], None, 1)
    said = {by["name"]: by["label"] for by in one["found"]}
    assert said == {lead.name: SOOTHE, second.name: MISSING}
    path = f"/api/leaks/{item['leak_id']}/label"
    settled = await lead.done(await lead.put(path, {"label": SOOTHE}))
    assert (settled["label"], settled["found"]) == (SOOTHE, [])
    assert await differing(lead) == ([], 0)
    view = await sample(lead)
    assert (view["split"], view["week"]["agreement"]) == ([], 0), "settling is no agreeing"


async def test_a_third_word_is_the_boards(transfers, lead, second, shop):
    first, *_ = (await sample(lead))["waiting"]
    third = await shop.hire("zhou", "lead")
    for person in (lead, second):
        await person.done(await says(person, first, MISSING), 204)
    refused = await says(third, first, SOOTHE)
    assert (refused.status_code, refused.json()["code"]) == (409, "learning.labelled_by_two")


async def test_one_person_is_not_two(transfers, lead):
    first, *_ = (await sample(lead))["waiting"]
    for label in (MISSING, SOOTHE):
        await lead.done(await says(lead, first, label), 204)
    view = await sample(lead)
    assert (view["week"]["pairs"], view["weeks"]["pairs"], view["split"]) == (0, 0, [])


async def test_a_new_week_brings_new_transfers_and_keeps_the_agreement(
    transfers, lead, second, server, visitors, shop
):
    for item in (await sample(lead))["waiting"]:
        for person in (lead, second):
            await person.done(await says(person, item, MISSING), 204)
    await server.wait(seconds=7 * 86_400)
    assert (await sample(lead))["size"] == 4  # the last whole week
    await server.wait(seconds=7 * 86_400)
    visitor = await visitors(language="zh-CN")
    await visitor.asks_for_human()
    view = await sample(await shop.hire("late", "lead"))  # everybody else is signed out by now
    assert (view["size"], view["left"]) == (1, 1)
    assert (view["week"]["pairs"], view["week"]["missing"]) == (0, 200)
    assert (view["weeks"]["pairs"], view["weeks"]["missing"]) == (4, 196)
    assert (view["week"]["agreement"], view["weeks"]["agreement"]) == (None, 1)


async def test_what_somebody_labelled_stays_drawn_when_more_become_known(
    transfers, lead, second, visitors, monkeypatch
):
    monkeypatch.setattr(sampling, "SIZE", 2)
    _, last = (await sample(lead))["waiting"]
    await lead.done(await says(lead, last, MISSING), 204)
    for _ in range(6):
        visitor = await visitors(language="zh-CN")
        await visitor.asks_for_human()
    view = await sample(second)
    assert (view["size"], view["among"]) == (2, 10)
    assert view["waiting"][0]["leak_id"] == last["leak_id"], "a pair is made whole first"
    await second.done(await says(second, last, MISSING), 204)
    assert (await sample(lead))["week"]["pairs"] == 1


async def test_what_was_not_drawn_is_not_labelled(transfers, lead, monkeypatch):
    everything = {one["leak_id"] for one in (await sample(lead))["waiting"]}
    monkeypatch.setattr(sampling, "SIZE", 2)
    (other, *_) = everything - {one["leak_id"] for one in (await sample(lead))["waiting"]}
    refused = await says(lead, {"leak_id": other}, MISSING)
    assert (refused.status_code, refused.json()["code"]) == (404, "learning.transfer_not_drawn")


async def test_the_sample_is_for_leads_of_the_shop(transfers, lead, agent, stranger):
    first, *_ = (await sample(lead))["waiting"]
    assert (await agent.get(SAMPLE)).status_code == 403
    assert (await says(stranger, first, MISSING)).status_code in {403, 404}


@given(st.sets(st.uuids().map(lambda one: one.hex), max_size=300), st.integers(0, 3_000))
def test_a_week_is_drawn_alike_by_everybody_and_never_more_than_two_hundred(ids, number):
    week = number * WEEK + 4 * DAY
    assert drawn(ids, week) == drawn(sorted(ids, reverse=True), week)
    assert len(drawn(ids, week)) == min(len(ids), SIZE)
    assert {week_of(week), week_of(week + WEEK - 1)} == {week}


@given(
    st.sets(st.integers(0, 10_000), max_size=260), st.sets(st.integers(0, 10_000), max_size=SIZE)
)
def test_what_is_labelled_is_always_drawn_and_nothing_else_moves(others, labelled):
    ids, kept = ({f"{n:032x}" for n in some} for some in (others | labelled, labelled))
    chosen = drawn(ids, WEEK, kept)
    assert kept <= set(chosen)
    rest = drawn(ids - kept, WEEK)[: len(chosen) - len(kept)]
    assert chosen[len(kept) :] == rest


async def test_two_servers_draw_the_same(transfers, lead, server, monkeypatch):
    """Another process has another seed of its own for hashes, and gets rows in another order."""
    monkeypatch.setattr(sampling, "SIZE", 2)
    here = [one["leak_id"] for one in (await sample(lead))["waiting"]]
    rows = await server.rows(BotTransfer)
    ids, at = [one["leg_id"] for one in rows], rows[0]["at"]
    there = "from yingda.learning.labelling import sampling as s; s.SIZE = 2; "
    asked = there + f"print(*s.drawn({ids[::-1]!r}, s.week_of({at})))"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", asked, env=os.environ | {"PYTHONHASHSEED": "7"},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert said.decode().split() == here
