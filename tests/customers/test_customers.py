import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from yingda.customers import queries, service
from yingda.customers.errors import IdentityTokenRefused
from yingda.customers.events import CustomerChanged
from yingda.foundation.clock import SECOND
from yingda.merchants.secrets import identity_secrets


@pytest.fixture
def shops(house):
    tenant, first = house.tenant()
    second = house.merchant(tenant, "Second", "second", language="en")
    other_tenant, foreign = house.tenant("Foreign", "foreign")
    house.staff(tenant, "lead", "lead")
    house.staff(tenant, "agent", "agent")
    house.staff(tenant, "seller", "merchant_staff", merchant_id=second.id)
    house.staff(other_tenant, "stranger", "owner")
    return first, second, foreign


@pytest.fixture
def seen(house):
    def seen(merchant, value, name=None, kind="external"):
        return house.write(service.recognise, merchant, kind, value, name)

    return seen


def found(browser, text=""):
    answer = browser.get("/api/customers", q=text)
    assert answer.status_code == 200, answer.text
    return [customer["name"] for customer in answer.json()["items"]]


def test_who_was_seen_before_is_recognised(house, shops, seen):
    customer = seen(shops[0], "U1", "陈晨")
    assert seen(shops[0], "U1").id == customer.id
    assert seen(shops[0], "U2").id != customer.id
    assert seen(shops[1], "U1").id != customer.id
    assert seen(shops[0], "U1", kind="wechat").id != customer.id


def test_a_visitor_without_a_name_is_called_one_until_they_give_it(house, shops, seen):
    customer = seen(shops[1], "secret", kind="visitor")
    assert customer.name.startswith("Visitor ")
    assert seen(shops[1], "secret", "Ann", kind="visitor").name == "Ann"
    assert house.heard(CustomerChanged)
    assert seen(shops[1], "secret", "Mallory", kind="visitor").name == "Ann"


def test_a_signed_token_opens_the_history_of_its_customer_only(house, shops, seen):
    known = seen(shops[0], "U1", "陈晨")

    def come(secret, merchant=shops[0], **claims):
        body = {"sub": "U1", "exp": house.clock.now() // SECOND + 60} | claims
        token = jwt.encode({"alg": "HS256"}, body, OctKey.import_key(secret))
        return house.write(service.recognise_signed, merchant, token)

    assert come(secret_of(house, shops[0])).id == known.id
    assert come(secret_of(house, shops[0]), sub="U2", email="x@example.com").id != known.id
    with pytest.raises(IdentityTokenRefused):
        come(secret_of(house, shops[1]))
    with pytest.raises(IdentityTokenRefused):
        come(secret_of(house, shops[0]), exp=house.clock.now() // SECOND)


def secret_of(house, merchant):
    return house.read(identity_secrets, merchant)[0]


def test_a_signed_email_never_takes_over_somebody_else(house, shops, seen):
    victim = seen(shops[0], "victim@example.com", "Victim", kind="email")
    secret = OctKey.import_key(secret_of(house, shops[0]))
    claims = {"sub": "M", "exp": house.clock.now() // SECOND + 60, "email": "Victim@example.com"}
    token = jwt.encode({"alg": "HS256"}, claims, secret)
    other = house.write(service.recognise_signed, shops[0], token)
    assert other.id != victim.id
    email = house.read(queries.identity_of, shops[0], "email", "victim@example.com")
    assert email.customer_id == victim.id


def test_search_finds_names_and_identities_in_either_script(house, site, shops, seen):
    seen(shops[0], "U1", "陳志明")
    seen(shops[0], "U2", "Alice 100%")
    seen(shops[0], "13800138000", "周舟", kind="phone")
    agent = site.signed_in("agent")
    assert found(agent, "陈志") == found(agent, "陳志明") == ["陳志明"]
    assert found(agent, "ＡＬＩ") == ["Alice 100%"]
    assert found(agent, "0013800") == ["周舟"]
    assert found(agent, "%") == ["Alice 100%"]
    assert found(agent, "_") == []


def test_lists_come_in_pages_without_a_gap(house, site, shops, seen):
    for number in range(5):
        seen(shops[0], f"U{number}", f"C{number}")
    agent, pages, cursor = site.signed_in("agent"), [], None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = agent.get("/api/customers", limit=2, **more).json()
        pages.append([customer["name"] for customer in page["items"]])
        cursor = page["next"]
        if cursor is None:
            break
    assert pages == [["C4", "C3"], ["C2", "C1"], ["C0"]]


def test_a_foreign_customer_does_not_exist(house, site, shops, seen):
    mine, theirs = seen(shops[0], "U1", "Mine"), seen(shops[2], "U1", "Theirs")
    assert found(site.signed_in("agent")) == ["Mine"]
    assert found(site.signed_in("seller")) == []
    assert found(site.signed_in("stranger")) == ["Theirs"]
    for account, hidden in (("lead", theirs), ("seller", mine), ("stranger", mine)):
        browser = site.signed_in(account)
        missing = browser.get("/api/customers/0000").json()
        for answer in (
            browser.get(f"/api/customers/{hidden.id}"),
            browser.patch(f"/api/customers/{hidden.id}", {"name": "x"}),
        ):
            assert (answer.status_code, answer.json()) == (404, missing)


def test_visitors_and_strangers_read_no_customers(house, site, shops, seen):
    customer = seen(shops[0], "U1")
    path = f"/api/customers/{customer.id}"
    assert site.visitor(customer).get(path).status_code == 403
    assert site.anonymous().get(path).status_code == 401


def test_a_visitor_is_only_itself(house, site, shops, seen):
    one, two = seen(shops[0], "U1"), seen(shops[0], "U2")
    caller = site.runtime.tokens.verify(
        site.visitor(one).headers["Authorization"].removeprefix("Bearer ")
    )
    assert house.read(queries.customer_for, caller, one.id).id == one.id
    with pytest.raises(queries.CustomerUnknown):
        house.read(queries.customer_for, caller, two.id)


def test_a_browsers_secret_is_in_no_answer(house, site, shops, seen):
    secret = "0123456789abcdef-the-secret"
    customer = seen(shops[0], secret, kind="visitor")
    answer = site.signed_in("agent").get(f"/api/customers/{customer.id}")
    (identity,) = answer.json()["identities"]
    assert (identity["kind"], identity["value"]) == ("visitor", None)
    stored = house.read(queries.identities_of, customer.id)[0].value
    assert secret not in answer.text
    assert stored not in answer.text
    assert found(site.signed_in("agent"), stored) == []


def test_agents_keep_traits_and_leads_set_tier_and_block(house, site, shops, seen):
    path = f"/api/customers/{seen(shops[0], 'U1').id}"
    agent, lead = site.signed_in("agent"), site.signed_in("lead")
    agent.patch(path, {"traits": {"家里有猫": True, "size": "L"}})
    view = agent.patch(path, {"name": "陈晨", "traits": {"size": None, "n": 3}}).json()
    assert (view["name"], view["traits"]) == ("陈晨", {"家里有猫": True, "n": 3})
    for change in ({"tier": 3}, {"blocked": True}):
        assert agent.patch(path, change).status_code == 403
        assert lead.patch(path, change).status_code == 200
    assert agent.get(path).json()["tier"] == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"tier": 6},
        {"tier": -1},
        {"name": ""},
        {"name": "x" * 101},
        {"language": "fr"},
        {"tenant_id": "other"},
        {"traits": {"x": {"nested": 1}}},
        {"traits": {str(n): n for n in range(51)}},
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(house, site, shops, seen, wrong):
    path = f"/api/customers/{seen(shops[0], 'U1').id}"
    lead = site.signed_in("lead")
    before = lead.get(path).json()
    assert lead.patch(path, wrong).status_code == 422
    assert lead.get(path).json() == before


def test_leads_merge_and_split_over_http(house, site, shops, seen):
    kept, other = seen(shops[0], "U1", "One"), seen(shops[0], "U2", "Two")
    path = f"/api/customers/{kept.id}"
    lead = site.signed_in("lead")
    assert site.signed_in("agent").post(f"{path}/merge", {"other_id": other.id}).status_code == 403
    before = lead.get(path).json()
    merged = lead.post(f"{path}/merge", {"other_id": other.id}).json()
    assert [one["value"] for one in merged["identities"]] == ["U1", "U2"]
    assert found(lead) == ["One"]
    (merge,) = merged["merges"]
    after = lead.post(f"{path}/split", {"merge_id": merge["id"]}).json()
    assert after | {"merges": []} == before
    assert found(lead) == ["Two", "One"]
    again = lead.post(f"{path}/split", {"merge_id": merge["id"]})
    assert (again.status_code, again.json()["code"]) == (409, "customers.already_split")
