"""Of what L3 groups serve a share is drawn by lot, and all with a reason; a lead looks at it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.people import PASSWORD, Person
from yingda.app.retention import forget_all_said
from yingda.foundation.web.callers import CSRF_HEADER
from yingda.quality.inspecting.drawing import is_drawn_by_lot
from yingda.quality.inspecting.models import Finding, Inspection

INSPECTIONS = "/api/inspections"
HOUR, DAY = 3_600, 86_400


class Floor:
    """An L3 group with one agent, customers they serve, and the lead who looks."""

    def __init__(self, shop, lead, agent, visitors):
        self.shop, self.lead, self.agent, self.visitors = shop, lead, agent, visitors

    async def set(self, **change):
        path = f"/api/team/groups/{self.shop.group.id}"
        return await self.lead.done(await self.lead.patch(path, change))

    async def serves(self, visitor=None, *, by=None, ends=True):
        """Let a customer be served to the end; return them."""
        visitor, by = visitor or await self.visitors(), by or self.agent
        visitor.conversation_id = None
        await visitor.say("I want to know something")
        await visitor.asks_for_human()
        await by.take(visitor)
        await by.reply("Here it is.", visitor)
        if ends:
            await by.close(visitor)
        return visitor

    async def shown(self, state="waiting", **more):
        answer = await self.lead.get(INSPECTIONS, state=state, **more)
        return (await self.lead.done(answer))["items"]

    async def reasons(self, visitor):
        """Return why a conversation was drawn, None when it was not."""
        found = [one for one in await self.shown("drawn") if of(one, visitor)]
        return sorted(found[0]["reasons"]) if found else None

    async def finds(self, visitor, verdict="right", by=None, agent=None, **more):
        agent = agent or self.agent
        path = f"{INSPECTIONS}/{visitor.conversation_id}/{agent.id}/finding"
        return await (by or self.lead).put(path, {"verdict": verdict, **more})

    async def passes(self, **time):
        """Let time pass; the session of the lead ends, another one looks."""
        await self.shop.server.wait(**time)
        self.lead = await self.shop.hire("late", "lead", groups=[])

    async def figures(self):
        return await self.lead.done(await self.lead.get(f"{INSPECTIONS}/figures"))


def of(one, visitor):
    return one["conversation_id"] == visitor.conversation_id


@pytest.fixture
async def floor(shop, lead, agent, visitors):
    floor = Floor(shop, lead, agent, visitors)
    await floor.set(restricted=True, inspected_percent=0)
    return floor


async def test_one_in_five_is_drawn_where_nobody_says_otherwise(shop, lead):
    path = f"/api/team/groups/{shop.group.id}"
    groups = await lead.done(await lead.get("/api/team/groups"))
    assert groups[0]["inspected_percent"] == 20
    assert (await lead.done(await lead.patch(path, {"inspected_percent": 35})))[
        "inspected_percent"
    ] == 35
    for wrong in (-1, 101):
        assert (await lead.patch(path, {"inspected_percent": wrong})).status_code == 422


async def test_all_are_drawn_at_a_hundred_and_none_at_zero(floor):
    unseen = await floor.serves()
    await floor.set(inspected_percent=100)
    seen = await floor.serves()
    (item,) = await floor.shown()
    assert of(item, seen)
    assert (item["agent_name"], item["group_name"]) == (floor.agent.name, "Qinghe first")
    assert (item["reasons"], item["finding"]) == (["by_lot"], None)
    assert len(await floor.shown("served")) == 2
    assert await floor.reasons(unseen) is None
    refused = await floor.finds(unseen)
    assert (refused.status_code, refused.json()["code"]) == (404, "quality.not_drawn")


async def test_other_groups_are_not_drawn_from_and_nothing_is_kept_of_them(floor, server):
    await floor.set(restricted=False, inspected_percent=100)
    visitor = await floor.serves()
    await visitor.rates(1)
    assert await server.rows(Inspection) == []


async def test_whom_the_bot_alone_served_is_not_drawn(floor, server):
    visitor = await floor.visitors()
    await visitor.say("Hello")
    await visitor.closes()
    assert await server.rows(Inspection) == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"score": 2}, ["dissatisfied"]),
        ({"score": 4, "solved": False}, ["dissatisfied"]),
        ({"score": 4}, None),
        ({"score": 3, "solved": True}, None),
    ],
)
async def test_what_displeased_the_customer_is_drawn_whatever_the_lot(floor, said, why):
    visitor = await floor.serves()
    await visitor.rates(**said)
    assert await floor.reasons(visitor) == why


@pytest.mark.parametrize(("hours", "why"), [(71, ["came_back"]), (73, None)])
async def test_a_customer_who_asks_again_within_72_hours_draws_it(floor, hours, why):
    secret = "k" * 43
    before = await floor.serves(await floor.visitors(visitor_secret=secret))
    await floor.passes(seconds=hours * HOUR)
    again = await floor.visitors(visitor_secret=secret)
    assert again.id == before.id
    await again.begins()
    await again.closes()
    assert await floor.reasons(before) is None, "who says nothing asks nothing"
    again.conversation_id = None
    await again.say("It still does not work")
    await again.closes()
    assert again.conversation_id != before.conversation_id
    assert await floor.reasons(before) == why


@pytest.mark.parametrize(("said", "why"), [("不行，还是坏的", ["came_back"]), ("谢谢", None)])
async def test_a_conversation_begun_again_is_drawn_unless_only_thanks_came(
    floor, server, said, why
):
    visitor = await floor.serves()
    await server.wait(seconds=60)
    await visitor.say(said)
    if (await visitor.sees())["stage"] == "queue":
        await floor.agent.take(visitor)
    await floor.lead.close(visitor)
    assert await floor.reasons(visitor) == why


async def test_what_was_looked_at_is_looked_at_again_when_more_was_said_in_it(floor, server):
    await floor.set(inspected_percent=100)
    visitor = await floor.serves()
    await floor.lead.done(await floor.finds(visitor))
    assert await floor.shown() == []
    await server.wait(seconds=60)
    await visitor.say("还是坏的")
    await floor.agent.take(visitor)
    await floor.agent.close(visitor)
    (item,) = await floor.shown()
    assert item["reasons"] == ["by_lot", "came_back"]
    assert len(await server.rows(Finding)) == 1, "what was found before is kept"


async def test_whoever_is_l3_is_drawn_from_though_another_group_had_it(floor, shop, lead):
    usual = await shop.group_named("usual")
    temp = await shop.hire("temp", groups=[shop.group, usual])
    await floor.set(inspected_percent=100)
    visitor = await floor.serves(ends=False)
    await floor.agent.transfer(visitor, to=usual)
    await temp.take(visitor)
    await temp.reply("And this.", visitor)
    await temp.close(visitor)
    names = {one["agent_name"]: one["group_name"] for one in await floor.shown()}
    assert names == {floor.agent.name: "Qinghe first", temp.name: "Qinghe first"}


async def test_a_lead_who_helps_out_in_such_a_group_is_not_drawn_from(floor, server):
    await floor.set(inspected_percent=100)
    await floor.serves(by=floor.lead)
    assert await server.rows(Inspection) == []


async def test_a_lead_says_what_they_found_and_the_figures_say_how_each_does(floor, shop):
    await floor.set(inspected_percent=100)
    other = await shop.hire("wu")
    wrong, right, left = [await floor.serves() for _ in range(3)]
    theirs = await floor.serves(by=other)
    await floor.set(inspected_percent=0)
    disliked = await floor.serves()
    await disliked.rates(1)
    await floor.serves()
    draft = {"fault": "wrong_answer", "remark": "说成了 7 天"}
    await floor.lead.done(await floor.finds(wrong, "faulty", **draft))
    await floor.lead.done(await floor.finds(right))
    await floor.lead.done(await floor.finds(disliked, "faulty", fault="manner"))
    await floor.lead.done(await floor.finds(theirs, agent=other))
    figures = await floor.figures()
    assert figures["waiting"] == 1
    mine, wu = figures["agents"]
    assert (mine["agent_name"], mine["served"], mine["drawn"]) == (floor.agent.name, 5, 4)
    assert (mine["inspected"], mine["faulty"], mine["share"]) == (3, 2, 2 / 3)
    assert (mine["lot_inspected"], mine["lot_faulty"], mine["lot_share"]) == (2, 1, 1 / 2)
    assert (wu["agent_name"], wu["inspected"], wu["share"]) == (other.name, 1, 0)
    mine = {"agent_id": floor.agent.id, "group_id": shop.group.id, "days": 30}
    faulty = await floor.shown("faulty", **mine)
    assert [of(one, who) for one, who in zip(faulty, (disliked, wrong), strict=True)] == [True] * 2
    assert faulty[1]["finding"] == draft | {
        "verdict": "faulty",
        "inspector_name": floor.lead.name,
        "at": floor.shop.server.now,
    }
    for state, n in (("inspected", 3), ("drawn", 4), ("served", 5), ("waiting", 1)):
        assert len(await floor.shown(state, **mine)) == n, state
    (item,) = await floor.shown()
    assert of(item, left)


async def test_figures_and_lists_look_back_as_far_as_is_said(floor):
    await floor.serves()
    await floor.passes(seconds=31 * DAY)
    assert (await floor.figures())["agents"] == []
    assert await floor.shown("served", days=30) == []
    assert len(await floor.shown("served")) == 1


async def test_a_long_list_comes_in_pages_without_gaps(floor):
    await floor.set(inspected_percent=100)
    served = [await floor.serves() for _ in range(5)]
    found, cursor = [], None
    while True:
        more = {} if cursor is None else {"cursor": cursor}
        answer = await floor.lead.get(INSPECTIONS, limit=2, **more)
        page = await floor.lead.done(answer)
        found += [one["conversation_id"] for one in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert sorted(found) == sorted(one.conversation_id for one in served)


async def test_a_fault_has_a_name_and_what_is_right_has_none(floor):
    await floor.set(inspected_percent=100)
    visitor = await floor.serves()
    assert (await floor.finds(visitor, "faulty")).status_code == 422
    assert (await floor.finds(visitor, "right", fault="manner")).status_code == 422
    assert (await floor.finds(visitor, "faulty", fault="ugly")).status_code == 422
    assert len(await floor.shown()) == 1


async def test_nobody_inspects_their_own_work(floor, admin):
    await floor.set(inspected_percent=100)
    visitor = await floor.serves()
    path = f"/api/team/staff/{floor.agent.id}"
    await admin.done(await admin.patch(path, {"role": "lead"}))
    promoted = Person(floor.shop.server)
    body = {"account": floor.agent.account, "password": PASSWORD}
    session = await promoted.done(await promoted.post("/api/session", body))
    promoted.headers = {CSRF_HEADER: session["csrf"]}
    own = await floor.finds(visitor, by=promoted)
    assert (own.status_code, own.json()["code"]) == (409, "quality.own_work")
    (item,) = (await promoted.done(await promoted.get(INSPECTIONS)))["items"]
    assert item["is_own"]
    assert not (await floor.shown())[0]["is_own"]


async def test_remarks_go_with_the_words_and_what_was_found_stays(floor, server):
    await floor.set(inspected_percent=100)
    visitor = await floor.serves()
    draft = {"fault": "other", "remark": "客户说的是 CANARY"}
    await floor.lead.done(await floor.finds(visitor, "faulty", **draft))
    await server.write(forget_all_said, [visitor.conversation_id])
    (item,) = await floor.shown("faulty")
    assert (item["finding"]["fault"], item["finding"]["remark"]) == ("other", "")


@given(st.text(), st.integers(0, 100))
def test_a_larger_share_draws_whatever_a_smaller_one_does(seed, percent):
    assert is_drawn_by_lot(seed, 100)
    assert not is_drawn_by_lot(seed, 0)
    if is_drawn_by_lot(seed, percent):
        assert is_drawn_by_lot(seed, min(100, percent + 1))


def test_the_lot_draws_the_share_it_is_told_to():
    drawn = sum(is_drawn_by_lot(f"{n:032x} c a", 20) for n in range(10_000))
    assert abs(drawn - 2_000) < 200  # five standard deviations
