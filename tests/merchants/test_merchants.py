import pytest

from yingda.foundation.columns import Base
from yingda.foundation.sealing import Sealer
from yingda.merchants import queries, service
from yingda.merchants.errors import ChooseMerchant, MerchantUnknown, SlugTaken, TimezoneUnknown
from yingda.merchants.schemas import MerchantChange, MerchantDraft, WidgetLook
from yingda.merchants.secrets import identity_secrets


@pytest.fixture
def shops(house):
    tenant, first = house.tenant()
    second = house.merchant(tenant, "Second", "second")
    other_tenant, foreign = house.tenant("Foreign", "qinghe")
    house.staff(tenant, "owner", "owner")
    house.staff(tenant, "admin", "admin")
    house.staff(tenant, "agent", "agent")
    house.staff(tenant, "seller", "merchant_staff", merchant_id=second.id)
    house.staff(other_tenant, "stranger", "owner")
    return first, second, foreign


def names(answer):
    return [merchant["name"] for merchant in answer.json()]


def test_tenant_staff_see_every_shop_and_merchant_staff_their_own(site, shops):
    assert names(site.signed_in("agent").get("/api/merchants")) == ["Qinghe", "Second"]
    assert names(site.signed_in("seller").get("/api/merchants")) == ["Second"]
    assert names(site.signed_in("stranger").get("/api/merchants")) == ["Foreign"]


def test_a_foreign_shop_does_not_exist(site, shops):
    first, _, foreign = shops
    owner, seller = site.signed_in("owner"), site.signed_in("seller")
    for browser, hidden in ((owner, foreign), (seller, first)):
        missing = browser.get("/api/merchants/0000")
        found = browser.get(f"/api/merchants/{hidden.id}")
        assert (found.status_code, found.json()) == (404, missing.json())
    assert owner.patch(f"/api/merchants/{foreign.id}", {"name": "Mine"}).status_code == 404


def test_no_answer_holds_an_identity_secret(house, site, shops):
    owner = site.signed_in("owner")
    paths = ["", *(f"/{one.id}" for one in shops[:2]), f"/{shops[0].id}/widget"]
    texts = [owner.get(f"/api/merchants{path}").text for path in paths]
    for secret in (house.read(identity_secrets, one)[0] for one in shops):
        assert not any(secret in text for text in texts)


def test_a_rotated_secret_is_shown_once_and_the_old_one_lives_for_a_day(house, site, shops):
    (old,) = house.read(identity_secrets, shops[0])
    path = f"/api/merchants/{shops[0].id}/identity-secret"
    answer = site.signed_in("admin").post(path, {}).json()
    merchant = house.read(queries.merchant_by_id, shops[0].id)
    assert house.read(identity_secrets, merchant) == (answer["identity_secret"], old)
    house.clock.advance(seconds=86_400)
    assert house.read(identity_secrets, merchant) == (answer["identity_secret"],)


def test_after_a_leak_the_old_secret_ends_at_once(house, site, shops):
    path = f"/api/merchants/{shops[0].id}/identity-secret"
    answer = site.signed_in("admin").post(path, {"keep_previous": False}).json()
    merchant = house.read(queries.merchant_by_id, shops[0].id)
    assert house.read(identity_secrets, merchant) == (answer["identity_secret"],)


def test_the_database_keeps_no_secret_that_can_be_read(house, site, shops):
    old = house.read(identity_secrets, shops[0])
    path = f"/api/merchants/{shops[0].id}/identity-secret"
    new = site.signed_in("admin").post(path, {}).json()["identity_secret"]
    merchant = house.read(queries.merchant_by_id, shops[0].id)
    assert house.read(identity_secrets, merchant) == (new, *old)
    kept = "".join(str(row) for row in house.read(all_rows))
    assert merchant.public_key in kept
    assert new not in kept
    assert old[0] not in kept


def all_rows(tx):
    return [
        row
        for table in Base.metadata.sorted_tables
        for row in tx.connection.execute(table.select())
    ]


def test_sealed_text_opens_only_with_the_same_installation_and_for_the_same_shop(house, shops):
    first, second, _ = shops
    first.identity_secret, kept = second.identity_secret, first.identity_secret
    assert house.read(identity_secrets, first) == ()
    first.identity_secret = kept
    house.sealer = Sealer(b"the secret of another installation")
    assert house.read(identity_secrets, first) == ()


def test_the_look_of_the_widget_is_kept(site, shops):
    path = f"/api/merchants/{shops[0].id}/widget"
    look = site.signed_in("agent").get(path).json()
    look |= {"title": "青禾家居", "accent": "#112233", "greeting": {"zh-TW": "您好"}}
    assert site.signed_in("admin").put(path, look).json() == look
    assert site.signed_in("agent").get(path).json() == look


@pytest.mark.parametrize(
    "wrong",
    [
        {"accent": "red;background:url(x)"},
        {"title": ""},
        {"position": "top"},
        {"greeting": {"fr": "Bonjour"}},
        {"script": "x"},
    ],
)
def test_a_look_that_cannot_be_drawn_is_refused(site, shops, wrong):
    path = f"/api/merchants/{shops[0].id}/widget"
    owner = site.signed_in("owner")
    before = owner.get(path).json()
    assert owner.put(path, before | wrong).status_code == 422
    assert owner.get(path).json() == before


def test_agents_change_neither_shops_nor_their_look(site, shops):
    agent = site.signed_in("agent")
    path = f"/api/merchants/{shops[0].id}"
    look = agent.get(f"{path}/widget").json()
    answers = [
        agent.post("/api/merchants", {"name": "New", "slug": "new"}),
        agent.patch(path, {"name": "New"}),
        agent.put(f"{path}/widget", look),
        agent.post(f"{path}/identity-secret", {}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4


def test_a_change_leaves_alone_what_it_does_not_name(house, shops):
    owner = house.principal(house.tenant("T", "t")[0], "o2", "owner")
    merchant = house.read(queries.merchants_of, owner)[0]
    house.write(service.set_widget_look, merchant.id, WidgetLook(title="Look"), owner)
    change = MerchantChange(merge_window_seconds=0, timezone="Asia/Taipei")
    changed = house.write(service.change_merchant, merchant.id, change, owner)
    settings = queries.settings_of(changed)
    assert (changed.name, changed.timezone, settings.widget.title) == ("T", "Asia/Taipei", "Look")
    assert (settings.merge_window_seconds, settings.accept_timeout_seconds) == (0, 60)


def test_a_short_name_is_taken_once_per_tenant(house, shops):
    owner = house.principal(house.tenant("T", "t")[0], "o2", "owner")
    with pytest.raises(SlugTaken):
        house.write(service.open_merchant, owner.tenant_id, MerchantDraft(name="x", slug="t"))


def test_an_unknown_time_zone_is_refused(house, shops):
    draft = MerchantDraft(name="x", slug="x", timezone="Mars/Base")
    with pytest.raises(TimezoneUnknown):
        house.write(service.open_merchant, shops[0].tenant_id, draft)


def test_where_there_are_several_shops_one_must_be_named(house, shops):
    owner = house.principal(house.tenant("T", "t")[0], "o2", "owner")
    assert house.read(queries.merchant_meant, owner, None).name == "T"
    house.write(service.open_merchant, owner.tenant_id, MerchantDraft(name="x", slug="x"))
    with pytest.raises(ChooseMerchant):
        house.read(queries.merchant_meant, owner, None)
    with pytest.raises(MerchantUnknown):
        house.read(queries.merchant_meant, owner, shops[0].id)


def test_a_page_names_its_shop_by_public_key(house, shops):
    assert house.read(queries.merchant_by_public_key, shops[1].public_key).id == shops[1].id
    with pytest.raises(MerchantUnknown):
        house.read(queries.merchant_by_public_key, "")
