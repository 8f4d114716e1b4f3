import pytest

from yingda.team import queries, service
from yingda.team.events import GroupChanged, SeatChanged


@pytest.fixture
def people(house):
    tenant, shop = house.tenant()
    people = {name: house.staff(tenant, name) for name in ("chen", "zhou", "wu")}
    people["lin"] = house.staff(tenant, "lin", "lead")
    people["seller"] = house.staff(tenant, "seller", "merchant_staff", merchant_id=shop.id)
    foreign, foreign_shop = house.tenant("Foreign", "foreign")
    people["stranger"] = house.staff(foreign, "stranger", "owner")
    people["shop"], people["foreign_shop"] = shop, foreign_shop
    return people


@pytest.fixture
def lead(site, people):
    return site.signed_in("lin")


@pytest.fixture
def group(lead):
    return lead.post("/api/team/groups", {"name": "售前咨询"}).json()


def put(browser, group, *members):
    body = {"members": [{"staff_id": staff.id, "level": level} for staff, level in members]}
    return browser.put(f"/api/team/groups/{group['id']}/members", body)


def defaults(browser):
    return [one["name"] for one in browser.get("/api/team/groups").json() if one["is_default"]]


def test_the_first_group_is_the_default_and_there_is_always_one(lead, group):
    second = lead.post("/api/team/groups", {"name": "售后服务"}).json()
    assert defaults(lead) == ["售前咨询"]
    assert lead.patch(f"/api/team/groups/{second['id']}", {"is_default": True}).status_code == 200
    assert defaults(lead) == ["售后服务"]
    answer = lead.patch(f"/api/team/groups/{second['id']}", {"is_default": False})
    assert (answer.status_code, answer.json()["code"]) == (409, "team.default_group_needed")


def test_a_shop_may_have_a_default_of_its_own(house, lead, group, people):
    shop = people["shop"]
    where = house.read(queries.default_group, shop.tenant_id, shop.id)
    assert where.name == "售前咨询"
    lead.post("/api/team/groups", {"name": "本店", "merchant_id": shop.id})
    assert house.read(queries.default_group, shop.tenant_id, shop.id).name == "本店"
    assert house.read(queries.default_group, shop.tenant_id, "other").name == "售前咨询"
    assert house.read(queries.default_group, "other", shop.id) is None


def test_members_are_replaced_as_a_whole(house, lead, group, people):
    chen, zhou, wu = people["chen"], people["zhou"], people["wu"]
    put(lead, group, (chen, 2), (zhou, 5))
    view = put(lead, group, (zhou, 4), (wu, 3)).json()
    members = {one["name"]: one["level"] for one in view["members"]}
    assert members == {"Zhou": 4, "Wu": 3}
    me = lead.site.signed_in("wu").get("/api/team/me").json()
    assert me["groups"] == [{"id": group["id"], "name": "售前咨询", "level": 3}]


def test_a_members_rights_follow_at_once(site, lead, group, people):
    chen = site.signed_in("chen")
    put(lead, group, (people["chen"], 3))
    assert chen.get("/api/session").json()["staff"]["group_ids"] == [group["id"]]
    session = site.runtime
    token = chen.headers["Cookie"].partition("=")[2]
    signed_in = site.http.portal.call(session.staff_for, token)
    assert signed_in.principal.group_ids == {group["id"]}


def test_who_joins_is_told_to_who_routes(house, group, people):
    lin = house.rights(people["lin"])
    member = [service.groups.MemberDraft(staff_id=people["chen"].id)]
    house.write(service.set_members, group["id"], member, lin)
    assert [one.freed for one in house.heard(SeatChanged)] == [True]
    assert house.heard(GroupChanged)
    house.write(service.set_members, group["id"], [], lin)
    assert [one.freed for one in house.heard(SeatChanged)] == [False]


def test_a_group_is_ready_when_somebody_has_room(house, lead, group, people):
    chen = people["chen"]

    def ready():
        (view,) = lead.get("/api/team/groups").json()
        return view["ready"]

    put(lead, group, (chen, 3))
    assert not ready()
    house.write(service.set_presence, chen.id, "available")
    assert ready()
    house.write(service.set_loads, {chen.id: 5})
    assert not ready()
    house.write(service.set_loads, {chen.id: 4})
    assert ready()
    house.write(service.set_presence, chen.id, "hung")
    assert not ready()


def test_how_many_wait_is_noted(house, lead, group):
    house.write(service.set_waiting, group["id"], 7)
    assert lead.get("/api/team/groups").json()[0]["waiting"] == 7


def test_routing_sees_members_with_levels_skills_and_room(house, lead, group, people):
    chen, zhou = people["chen"], people["zhou"]
    put(lead, group, (chen, 2), (zhou, 4))
    change = {"skills": ["退款"], "channel_capacity": {"phone": 1}}
    lead.patch(f"/api/team/staff/{chen.id}", change)
    lead.patch(f"/api/team/staff/{zhou.id}", {"active": False})
    house.clock.advance(seconds=1)
    house.write(service.set_presence, chen.id, "available")
    (member,) = house.read(queries.members_of, group["id"])
    assert (member.name, member.level, member.skills) == ("Chen", 2, {"退款"})
    assert (member.takes_more, member.free, member.channel_capacity) == (True, 5, {"phone": 1})


def test_agents_read_groups_and_change_none(site, lead, group, people):
    agent = site.signed_in("chen")
    path = f"/api/team/groups/{group['id']}"
    assert agent.get("/api/team/groups").status_code == 200
    answers = [
        agent.post("/api/team/groups", {"name": "x"}),
        agent.patch(path, {"name": "x"}),
        put(agent, group, (people["chen"], 5)),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3


def test_a_foreign_group_person_or_shop_does_not_exist(site, lead, group, people):
    stranger = site.signed_in("stranger")
    path = f"/api/team/groups/{group['id']}"
    missing = stranger.patch("/api/team/groups/0000", {"name": "x"}).json()
    for answer in (stranger.patch(path, {"name": "x"}), put(stranger, group)):
        assert (answer.status_code, answer.json()) == (404, missing)
    assert stranger.get("/api/team/groups").json() == []
    assert put(lead, group, (people["stranger"], 3)).status_code == 404
    foreign = {"name": "x", "merchant_id": people["foreign_shop"].id}
    assert lead.post("/api/team/groups", foreign).status_code == 404


def test_merchant_staff_see_their_shops_groups_and_the_shared_ones(
    house, site, lead, group, people
):
    other = house.merchant(people["shop"], "Other", "other") if False else None
    assert other is None
    lead.post("/api/team/groups", {"name": "本店", "merchant_id": people["shop"].id})
    put(lead, group, (people["chen"], 3))
    shared, own = site.signed_in("seller").get("/api/team/groups").json()
    assert (shared["name"], own["name"]) == ("售前咨询", "本店")
    assert shared["members"] == []


def test_closed_accounts_do_not_join(lead, group, people):
    lead.patch(f"/api/team/staff/{people['chen'].id}", {"active": False})
    answer = put(lead, group, (people["chen"], 3))
    assert (answer.status_code, answer.json()["code"]) == (422, "team.member_inactive")


@pytest.mark.parametrize("level", [0, 6])
def test_levels_go_from_one_to_five(lead, group, people, level):
    assert put(lead, group, (people["chen"], level)).status_code == 422


def test_a_group_name_is_used_once(lead, group):
    answer = lead.post("/api/team/groups", {"name": " 售前咨询 "})
    assert (answer.status_code, answer.json()["code"]) == (409, "team.group_name_taken")
