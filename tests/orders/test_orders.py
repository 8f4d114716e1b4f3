import pytest

from yingda.customers import merging
from yingda.customers.service import recognise
from yingda.orders import cards, queries, service
from yingda.orders.errors import OrderUnknown, ProductUnknown
from yingda.orders.events import OrderChanged
from yingda.orders.schemas import OrderDraft, ProductDraft


def product(**more):
    return {"title": "氣炸鍋", "price_cents": 32900, "image_url": "/shop/fryer.webp"} | more


def order(**more):
    return {
        "customer": {"external_id": "U1", "name": "陈晨"},
        "status": "shipped",
        "created_at": 1_767_000_000_000,
        "amount_cents": 65800,
        "carrier": "顺丰",
        "tracking_no": "SF1",
        "address": "浙江省杭州市西湖区文三路100号",
        "items": [{"product": "P1", "title": "空气炸锅", "quantity": 2, "price_cents": 32900}],
    } | more


@pytest.fixture
def shops(house):
    tenant, first = house.tenant()
    house.staff(tenant, "admin", "admin")
    house.staff(tenant, "lin", "lead")
    house.staff(tenant, "chen")
    foreign, foreign_shop = house.tenant("Foreign", "foreign")
    house.staff(foreign, "stranger", "admin")
    return first, foreign_shop


@pytest.fixture
def admin(site, shops):
    return site.signed_in("admin")


def customer(house, merchant, value="U1"):
    return house.write(recognise, merchant, "external", value)


def orders_of(browser, customer):
    answer = browser.get(f"/api/customers/{customer.id}/orders")
    assert answer.status_code == 200, answer.text
    return [one["external_id"] for one in answer.json()]


def test_a_buyer_is_known_by_the_number_the_shop_tells(house, admin, shops):
    buyer = {"external_id": "U1", "name": "陈晨", "phone": "138 0013 8000"}
    assert admin.put("/api/orders/A1", order(customer=buyer)).status_code == 200
    caller = house.write(recognise, shops[0], "phone", "+8613800138000")
    assert caller.id == customer(house, shops[0]).id


def test_the_number_of_somebody_else_stays_theirs(house, admin, shops):
    first = house.write(recognise, shops[0], "phone", "13800138000")
    buyer = {"external_id": "U2", "phone": "13800138000"}
    assert admin.put("/api/orders/A1", order(customer=buyer)).status_code == 200
    assert house.write(recognise, shops[0], "phone", "13800138000").id == first.id


def test_an_order_told_twice_is_stored_once(house, admin, shops):
    admin.put("/api/products/P1", product())
    first = admin.put("/api/orders/A1", order())
    assert first.status_code == 200, first.text
    assert admin.put("/api/orders/A1", order()).json() == first.json()
    view = first.json()
    assert view["address_masked"] == "浙江省杭州市西湖区**路***号"
    assert view["items"][0]["image_url"] == "/shop/fryer.webp"
    assert orders_of(admin, customer(house, shops[0])) == ["A1"]


def test_only_a_real_change_is_a_fact(house, shops):
    def tell(**more):
        house.write(service.store_order, shops[0], "A1", OrderDraft(**order(**more)))
        return [(one.status_before, one.status) for one in house.heard(OrderChanged)]

    assert tell() == [(None, "shipped")]
    assert tell() == []
    assert tell(status="delivered") == [("shipped", "delivered")]
    assert tell(status="delivered", items=[]) == [("delivered", "delivered")]
    assert tell(status="delivered", items=[]) == []


def test_a_product_told_again_is_changed(admin):
    before = admin.put("/api/products/P1", product()).json()
    after = admin.put("/api/products/P1", product(price_cents=1)).json()
    assert after == before | {"price_cents": 1}


def test_the_clear_address_is_stored_nowhere(house, admin):
    admin.put("/api/orders/A1", order())
    with house.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM shop_order").all()
    assert rows
    assert "文三" not in str(rows)


def test_a_visitor_sees_their_own_orders_and_no_others(house, site, admin, shops):
    admin.put("/api/orders/A1", order())
    admin.put("/api/orders/A2", order(customer={"external_id": "U2"}))
    admin.put("/api/orders/A3", order(customer=None))
    one = site.visitor(customer(house, shops[0]))
    assert [view["external_id"] for view in one.get("/api/visitor/orders").json()] == ["A1"]
    assert one.get(f"/api/customers/{customer(house, shops[0]).id}/orders").status_code == 403
    assert site.anonymous().get("/api/visitor/orders").status_code == 401
    assert admin.get("/api/visitor/orders").status_code == 403


def test_orders_follow_their_buyer_through_merge_and_split(house, site, admin, shops):
    a, b = customer(house, shops[0], "U1"), customer(house, shops[0], "U2")
    lead = house.principal(shops_tenant(shops), "lead2", "lead")
    admin.put("/api/orders/A1", order())
    merge = house.write(merging.merge_customers, b.id, a.id, lead)
    admin.put("/api/orders/A2", order(created_at=1_767_000_000_001))
    admin.put("/api/orders/B1", order(customer={"external_id": "U2"}, created_at=1))
    assert orders_of(admin, b) == ["A2", "A1", "B1"]
    stale = site.visitor(a)
    assert len(stale.get("/api/visitor/orders").json()) == 3
    house.write(merging.split_customers, b.id, merge.id, lead)
    assert orders_of(admin, a) == ["A2", "A1"]
    assert orders_of(admin, b) == ["B1"]


def shops_tenant(shops):
    class Tenant:
        id = shops[0].tenant_id

    return Tenant


def test_what_is_foreign_does_not_exist(house, site, admin, shops):
    view = admin.put("/api/orders/A1", order()).json()
    thing = admin.put("/api/products/P1", product()).json()
    stranger = site.signed_in("stranger")
    path = f"/api/customers/{customer(house, shops[0]).id}/orders"
    assert stranger.get(path).json() == stranger.get("/api/customers/0000/orders").json()
    assert stranger.get("/api/products").json()["items"] == []
    for draft, path in ((order(), "/api/orders/A9"), (product(), "/api/products/P9")):
        answer = stranger.put(path, draft | {"merchant_id": shops[0].id})
        assert (answer.status_code, answer.json()["code"]) == (404, "merchants.unknown")
    foreign = house.rights(house.staff(shops_tenant(shops[1:]), "agent2"))
    with pytest.raises(OrderUnknown):
        house.read(queries.order_for, foreign, view["id"])
    with pytest.raises(ProductUnknown):
        house.read(queries.product_for, foreign, thing["id"])


def test_the_same_numbers_in_two_shops_are_two_orders(site, admin):
    mine = admin.put("/api/orders/A1", order()).json()
    theirs = site.signed_in("stranger").put("/api/orders/A1", order(status="paid")).json()
    assert mine["id"] != theirs["id"]
    assert admin.put("/api/orders/A1", order()).json() == mine


def test_only_admins_tell_of_orders(site, shops):
    for account in ("chen", "lin"):
        browser = site.signed_in(account)
        assert browser.put("/api/orders/A1", order()).status_code == 403
        assert browser.put("/api/products/P1", product()).status_code == 403
    assert site.anonymous().put("/api/orders/A1", order()).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "lost"},
        {"amount_cents": -1},
        {"amount_cents": 1.5},
        {"currency": "yuan"},
        {"items": [{"title": "x", "price_cents": 1, "quantity": 0}]},
        {"items": [{"title": "", "price_cents": 1}]},
        {"customer": {"name": "x"}},
        {"created_at": "yesterday"},
        {"tenant_id": "x"},
    ],
)
def test_an_order_that_makes_no_sense_changes_nothing(admin, wrong):
    before = admin.put("/api/orders/A1", order()).json()
    assert admin.put("/api/orders/A1", order(**wrong)).status_code == 422
    assert admin.put("/api/orders/A1", order()).json() == before


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//evil", "x y", "ftp://x"]
)
def test_a_link_that_is_no_page_or_picture_is_refused(admin, link):
    for field in ("url", "image_url"):
        assert admin.put("/api/products/P1", product(**{field: link})).status_code == 422


def test_products_are_found_in_either_script_and_by_number(admin):
    admin.put("/api/products/P1", product())
    admin.put("/api/products/P2", product(title="100% cotton"))

    def found(text):
        return [one["external_id"] for one in admin.get("/api/products", q=text).json()["items"]]

    assert found("气炸锅") == found("氣炸") == ["P1"]
    assert found("P2") == found("100%") == ["P2"]
    assert found("%%") == []
    assert found("") == ["P2", "P1"]


def test_everybody_sees_what_the_shop_shows(site, admin, shops):
    admin.put("/api/products/P1", product(attributes={"titles": {"en": "Air fryer"}}))
    anyone = site.anonymous()
    (shown,) = anyone.get("/api/shop/products", public_key=shops[0].public_key).json()
    assert (shown["title"], shown["attributes"]["titles"]["en"]) == ("氣炸鍋", "Air fryer")
    assert anyone.get("/api/shop/products", public_key=shops[1].public_key).json() == []
    assert anyone.get("/api/shop/products", public_key="x").status_code == 404


def test_cards_show_what_both_sides_may_see(house, shops):
    house.write(service.store_product, shops[0], "P1", ProductDraft(**product()))
    stored = house.write(service.store_order, shops[0], "A1", OrderDraft(**order()))
    agent = house.principal(shops_tenant(shops), "agent3")
    card = house.read(cards.order_card, agent, stored.id)
    assert (card["title"], card["status"]) == ("空气炸锅", "shipped")
    assert card["image_url"] == "/shop/fryer.webp"
    assert "address" not in str(card)
    item = house.read(queries.find_products, agent, "", cursor=None, limit=1)[0]
    assert house.read(cards.product_card, agent, item.id)["price_cents"] == 32900


# ------------------------------------------------------------------ files


def upload(browser, kind, text, **fields):
    files = {"file": ("orders.csv", text.encode(), "text/csv")}
    return browser._ask("POST", f"/api/{kind}/import", files=files, data=fields)


def test_a_file_is_stored_but_for_its_broken_rows(house, admin, shops):
    text = "订单号,状态,下单时间,买家编号,金额\n"
    text += "\n".join(f"A{n},已付款,2026-11-01 10:00,U1,{n}" for n in range(250))
    text += "\nA9x,已付款,2026-11-01 10:00,U1,许多\n"
    answer = upload(admin, "orders", text)
    assert answer.status_code == 200, answer.text
    value = {"column": "amount", "value": "许多"}
    assert answer.json() == {
        "stored": 250,
        "broken": [{"line": 252, "code": "orders.row.not_a_number", "params": value}],
    }
    assert upload(admin, "orders", text).json()["stored"] == 250
    assert len(orders_of(admin, customer(house, shops[0]))) == 200


def test_products_come_by_file_too(admin):
    answer = upload(admin, "products", "sku,title,price\nP1,Cup,9.9\nP2,,1\n").json()
    assert (answer["stored"], [row["line"] for row in answer["broken"]]) == (1, [3])
    assert admin.get("/api/products").json()["items"][0]["price_cents"] == 990


def test_a_file_that_is_none_stores_nothing(site, admin, shops):
    assert upload(admin, "orders", "hello").json()["code"] == "orders.file_unreadable"
    assert upload(admin, "orders", "order_id\nA1\n").json()["code"] == "orders.header_missing"
    assert upload(site.signed_in("chen"), "orders", "x").status_code == 403
    assert upload(admin, "orders", "x", merchant_id=shops[1].id).status_code == 404
