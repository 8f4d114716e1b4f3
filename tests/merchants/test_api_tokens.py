"""The shop's own system: an API token tells orders, products and customers, and opens no more."""

import pytest

from yingda.foundation.auth.api_tokens import PREFIX, ApiToken
from yingda.foundation.clock import HOUR

PRODUCT = {"title": "Cup", "price_cents": 1900}
ORDER = {
    "customer": {"external_id": "u-7", "name": "Li Xiang"},
    "status": "paid",
    "created_at": 1,
    "amount_cents": 1900,
    "items": [{"product": "P-1", "title": "Cup", "price_cents": 1900}],
}


@pytest.fixture
async def system(shop, admin):
    return await shop.system(admin, "ERP")


@pytest.fixture
def tokens(shop):
    return f"/api/merchants/{shop.id}/api-tokens"


async def listed(admin, tokens):
    return await admin.done(await admin.get(tokens))


async def test_a_system_tells_products_and_orders_and_finds_its_customer(system):
    await system.done(await system.put("/api/products/P-1", PRODUCT))
    order = await system.done(await system.put("/api/orders/O-1", ORDER))
    (customer,) = (await system.done(await system.get("/api/customers", q="u-7")))["items"]
    path = f"/api/customers/{customer['id']}"
    assert await system.done(await system.get(f"{path}/orders")) == [order]
    changed = await system.patch(path, {"traits": {"city": "Hangzhou"}})
    assert (await system.done(changed))["traits"] == {"city": "Hangzhou"}


async def test_tier_and_block_stay_with_those_who_lead(system, visitor):
    for change in ({"tier": 3}, {"blocked": True}):
        assert (await system.patch(f"/api/customers/{visitor.id}", change)).status_code == 403


async def test_a_system_knows_no_other_shop_of_the_same_company(shop, admin, system):
    other = await shop.second_merchant()
    stranger = await other.visitor()
    named = {"merchant_id": other.id}
    answers = [
        await system.get(f"/api/customers/{stranger.id}"),
        await system.get(f"/api/customers/{stranger.id}/orders"),
        await system.put("/api/products/P-1", PRODUCT | named),
        await system.put("/api/orders/O-1", ORDER | named),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    found = await system.done(await system.get("/api/customers"))
    assert stranger.id not in {one["id"] for one in found["items"]}
    # With two shops a person would have to name one; the token already does.
    await system.done(await system.put("/api/products/P-1", PRODUCT))


async def test_the_value_is_shown_once_and_stored_nowhere(server, admin, tokens, system):
    assert system.token.startswith(PREFIX)
    (row,) = await server.rows(ApiToken)
    assert system.token not in str(row)
    assert system.token not in (await admin.get(tokens)).text


async def test_the_list_says_when_a_token_was_last_used(admin, tokens, system, clock):
    (unused,) = await listed(admin, tokens)
    assert (unused["name"], unused["last_used_at"]) == ("ERP", None)
    await system.get("/api/products")
    first = clock.now()
    clock.advance(seconds=60)
    await system.get("/api/products")
    assert (await listed(admin, tokens))[0]["last_used_at"] == first
    clock.advance(seconds=HOUR / 1000)
    await system.get("/api/products")
    assert (await listed(admin, tokens))[0]["last_used_at"] == clock.now()


async def test_a_revoked_token_opens_nothing_at_once(admin, tokens, system):
    await admin.done(await admin.delete(f"{tokens}/{system.id}"))
    refused = await system.get("/api/products")
    assert (refused.status_code, refused.json()["code"]) == (401, "auth.api_token_refused")
    assert await listed(admin, tokens) == []
    assert (await admin.delete(f"{tokens}/{system.id}")).status_code == 404


async def test_a_token_of_another_shop_cannot_be_revoked_here(shop, admin, system):
    other = await shop.second_merchant()
    path = f"/api/merchants/{other.id}/api-tokens/{system.id}"
    assert (await admin.delete(path)).status_code == 404
    await system.done(await system.get("/api/products"))


async def test_two_tokens_of_one_name_are_refused(shop, admin, tokens, system):
    taken = await admin.post(tokens, {"name": "ERP"})
    assert (taken.status_code, taken.json()["code"]) == (409, "merchants.api_token_name_taken")
    await admin.done(await admin.delete(f"{tokens}/{system.id}"))
    await admin.done(await admin.post(tokens, {"name": "ERP"}), 201)


async def test_a_forged_token_is_nobody(anonymous):
    forged = await anonymous.ask(
        "GET", "/api/products", headers={"Authorization": f"Bearer {PREFIX}forged"}
    )
    assert (forged.status_code, forged.json()["code"]) == (401, "auth.api_token_refused")
