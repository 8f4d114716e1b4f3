import pytest

from tests.house import PASSWORD
from yingda.team import queries, service
from yingda.team.events import AgentWentOffline, SeatChanged

NEW = "another long secret"


@pytest.fixture
def people(house):
    tenant, shop = house.tenant()
    for account, role in (("owner", "owner"), ("admin", "admin"), ("lin", "lead")):
        house.staff(tenant, account, role)
    for account in ("chen", "zhou"):
        house.staff(tenant, account)
    house.staff(tenant, "seller", "merchant_staff", merchant_id=shop.id)
    foreign, foreign_shop = house.tenant("Foreign", "foreign")
    house.staff(foreign, "stranger", "owner")
    house.staff(foreign, "stranger2", "merchant_staff", merchant_id=foreign_shop.id)
    return {one.account: one for one in house.read(_everybody)}


def _everybody(tx):
    return tx.session.query(queries.Staff).all()


def accounts(browser):
    answer = browser.get("/api/team/staff")
    return [one["account"] for one in answer.json()["items"]]


def draft(account="wu", role="agent", **more):
    return {"account": account, "name": "吴桐", "role": role, "password": NEW} | more


def test_colleagues_are_seen_and_nobody_else(site, people):
    ours = ["owner", "admin", "lin", "chen", "zhou", "seller"]
    assert accounts(site.signed_in("chen")) == ours
    assert accounts(site.signed_in("seller")) == ["seller"]
    assert accounts(site.signed_in("stranger")) == ["stranger", "stranger2"]


def test_a_foreign_person_does_not_exist(site, people):
    owner, seller = site.signed_in("owner"), site.signed_in("seller")
    foreign, chen = people["stranger"].id, people["chen"].id
    change, password = {"name": "x"}, {"password": NEW}
    missing = owner.patch("/api/team/staff/0000", change).json()
    for answer in (
        owner.patch(f"/api/team/staff/{foreign}", change),
        owner.post(f"/api/team/staff/{foreign}/password", password),
        owner.get(f"/api/team/staff/{foreign}/presence"),
        owner.put(f"/api/team/seats/{foreign}/presence", {"state": "offline"}),
        seller.post(f"/api/team/staff/{chen}/password", password),
    ):
        assert (answer.status_code, answer.json()) == (404, missing)


def test_a_new_person_can_sign_in_and_has_a_seat(site, people):
    lead = site.signed_in("lin")
    answer = lead.post("/api/team/staff", draft(" Wu ", capacity=3, skills=["退款", "English"]))
    assert answer.status_code == 201, answer.text
    view = answer.json()
    assert (view["account"], view["capacity"], view["skills"]) == ("wu", 3, ["english", "退款"])
    assert "password" not in answer.text
    me = site.signed_in("WU", NEW).get("/api/team/me").json()
    assert (me["presence"], me["load"], me["capacity"], me["groups"]) == ("offline", 0, 3, [])


def test_nobody_creates_or_changes_somebody_of_their_own_rank_or_above(site, people):
    for account, role, status in [
        ("chen", "agent", 403),
        ("lin", "lead", 403),
        ("lin", "agent", 201),
        ("admin", "admin", 403),
        ("admin", "lead", 201),
        ("owner", "owner", 201),
    ]:
        body = draft(f"new-{account}-{role}", role)
        assert site.signed_in(account).post("/api/team/staff", body).status_code == status
    admin, lead = site.signed_in("admin"), site.signed_in("lin")
    for browser, person, change in [
        (admin, "owner", {"name": "x"}),
        (lead, "admin", {"active": False}),
        (lead, "chen", {"role": "admin"}),
        (admin, "chen", {"role": "owner"}),
    ]:
        path = f"/api/team/staff/{people[person].id}"
        assert browser.patch(path, change).status_code == 403
    assert (
        admin.post(f"/api/team/staff/{people['owner'].id}/password", {"password": NEW}).status_code
        == 403
    )


def test_an_account_name_is_taken_once_for_all(site, people):
    for account in ("chen", "CHEN", "ｃｈｅｎ", "stranger"):
        answer = site.signed_in("lin").post("/api/team/staff", draft(account))
        assert (answer.status_code, answer.json()["code"]) == (409, "team.account_taken")


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"password": "short"}, 422),
        ({"password": "wu wu wu wu wu"}, 422),
        ({"account": "a b"}, 422),
        ({"account": ""}, 422),
        ({"role": "god"}, 422),
        ({"role": "merchant_staff"}, 422),
        ({"merchant_id": "0000"}, 404),
        ({"capacity": -1}, 422),
        ({"password_hash": "x"}, 422),
        ({"tenant_id": "x"}, 422),
    ],
)
def test_a_person_that_makes_no_sense_is_not_stored(site, people, wrong, status):
    lead = site.signed_in("lin")
    before = accounts(lead)
    assert lead.post("/api/team/staff", draft() | wrong).status_code == status
    assert accounts(lead) == before


def test_merchant_staff_belong_to_one_shop_of_the_tenant(house, site, people):
    seller, foreign = people["seller"], people["stranger2"].merchant_id
    owner = site.signed_in("owner")
    path = f"/api/team/staff/{seller.id}"
    assert owner.patch(path, {"merchant_id": foreign}).status_code == 404
    assert owner.patch(path, {"role": "agent"}).json()["merchant_id"] is None
    assert owner.patch(path, {"role": "merchant_staff"}).status_code == 422
    back = {"role": "merchant_staff", "merchant_id": seller.merchant_id}
    assert owner.patch(path, back).json()["merchant_id"] == seller.merchant_id


def test_a_password_change_ends_every_session(site, people):
    first, second = site.signed_in("chen"), site.signed_in("chen")
    path = f"/api/team/staff/{people['chen'].id}/password"
    change = {"password": NEW, "current_password": PASSWORD}
    assert first.post(path, change).status_code == 204
    assert [one.get("/api/team/me").status_code for one in (first, second)] == [401, 401]
    old = site.anonymous().post("/api/session", {"account": "chen", "password": PASSWORD})
    assert old.status_code == 401
    assert site.signed_in("chen", NEW).get("/api/team/me").status_code == 200


def test_ones_own_password_is_changed_only_by_who_knows_it(site, people):
    chen = site.signed_in("chen")
    path = f"/api/team/staff/{people['chen'].id}/password"
    for current in ({}, {"current_password": "wrong"}):
        answer = chen.post(path, {"password": NEW} | current)
        assert (answer.status_code, answer.json()["code"]) == (422, "team.current_password_wrong")
    weak = chen.post(path, {"password": "chen chen chen", "current_password": PASSWORD})
    assert weak.json()["code"] == "auth.password_too_weak"
    assert (
        chen.post(f"/api/team/staff/{people['zhou'].id}/password", {"password": NEW}).status_code
        == 403
    )
    assert chen.get("/api/team/me").status_code == 200


@pytest.mark.parametrize("change", [{"active": False}, {"role": "merchant_staff"}])
def test_a_closed_account_or_a_lost_role_ends_every_session(house, site, people, change):
    chen = site.signed_in("chen")
    chen.put("/api/team/me/presence", {"state": "available"})
    if "role" in change:
        change = change | {"merchant_id": people["seller"].merchant_id}
    path = f"/api/team/staff/{people['chen'].id}"
    assert site.signed_in("lin").patch(path, change).status_code == 200
    assert chen.get("/api/team/me").status_code == 401


def test_a_closed_account_leaves_its_seat_and_cannot_sign_in(house, people):
    lead, chen = house.rights(people["lin"]), people["chen"]
    house.write(service.set_presence, chen.id, "available")
    house.write(service.change_staff, chen.id, service.people.StaffChange(active=False), lead)
    assert house.heard(AgentWentOffline)
    assert house.read(queries.seat_of, chen.id).presence == "offline"
    with pytest.raises(service.entry.BadCredentials):
        house.read(service.sign_in, "chen", PASSWORD)
    house.write(service.change_staff, chen.id, service.people.StaffChange(active=True), lead)
    assert house.read(service.sign_in, "chen", PASSWORD).id == chen.id


def test_nobody_shuts_themselves_out_and_an_owner_remains(site, people):
    owner = site.signed_in("owner")
    path = f"/api/team/staff/{people['owner'].id}"
    for change in ({"active": False}, {"role": "agent"}):
        answer = owner.patch(path, change)
        assert (answer.status_code, answer.json()["code"]) == (409, "team.not_yourself")
    assert owner.patch(path, {"name": "Boss"}).json()["name"] == "Boss"


def test_capacity_and_skills_are_told_to_who_routes(house, people):
    lead, chen = house.rights(people["lin"]), people["chen"]
    for change, freed in (
        ({"capacity": 3}, False),
        ({"capacity": 6}, True),
        ({"skills": ["a"]}, True),
    ):
        house.write(service.change_staff, chen.id, service.people.StaffChange(**change), lead)
        assert [one.freed for one in house.heard(SeatChanged)] == [freed]
    house.write(service.change_staff, chen.id, service.people.StaffChange(name="C"), lead)
    assert not house.heard(SeatChanged)


def test_everybody_changes_their_own_name_and_language(site, people):
    chen = site.signed_in("chen")
    me = chen.patch("/api/team/me", {"name": "陈晨", "language": "zh-TW"}).json()
    assert (me["staff"]["name"], me["staff"]["language"]) == ("陈晨", "zh-TW")
    assert chen.patch("/api/team/me", {"role": "owner"}).status_code == 422


def test_presence_over_http_and_the_live_wall(site, people):
    chen, lead = site.signed_in("chen"), site.signed_in("lin")
    me = chen.put("/api/team/me/presence", {"state": "break", "reason": "lunch"}).json()
    assert (me["presence"], me["reason"]) == ("break", "lunch")
    assert chen.put("/api/team/me/presence", {"state": "asleep"}).status_code == 422
    wall = {seat["name"]: seat["presence"] for seat in chen.get("/api/team/seats").json()}
    assert (wall["Chen"], wall["Zhou"], len(wall)) == ("break", "offline", 6)
    path = f"/api/team/seats/{people['chen'].id}/presence"
    assert chen.put(path, {"state": "offline"}).status_code == 403
    assert lead.put(path, {"state": "offline", "reason": "forgot"}).status_code == 204
    history = lead.get(f"/api/team/staff/{people['chen'].id}/presence").json()["items"]
    assert [(one["to_state"], one["reason"]) for one in history] == [
        ("offline", "forgot"),
        ("break", "lunch"),
    ]
