"""Temporary and outsourced staff (L3) read no customer's particulars, on no road."""

import json
from urllib.parse import unquote

import pytest
from sqlalchemy import update

from tests.access.answers import stated
from tests.access.routes import request_for
from tests.access.world import picture
from tests.fixtures.server import ORIGIN
from yingda.app import veiling
from yingda.customers.models import CustomerIdentity
from yingda.orders.models import Order

PHONE, EMAIL = "13912345678", "wang.mei@example.org"
STREET = "文三路 478 号 12 幢 901 室"
PLACE = f"浙江省杭州市西湖区{STREET}"
NUMBER, PARCEL = "QH20261120991", "SF7700112233445"
PLANTED = (PHONE, EMAIL, STREET, NUMBER, PARCEL)
SAID = f"我是王梅，电话 {PHONE}，邮箱 {EMAIL}，地址：{PLACE}，订单号 {NUMBER}，运单 {PARCEL}"


@pytest.fixture
async def planted(world):
    """Give the world with particulars wherever they may stand; its agent is of an L3 group."""
    side = world.ours
    customer_id = side.things["customer_id"]
    traits = {"phone": PHONE, "email": EMAIL, "address": PLACE, "wishes": SAID}
    await side.lead.done(await side.lead.patch(f"/api/customers/{customer_id}", {"traits": traits}))
    order = {"merchant_id": side.shop.id, "status": "shipped", "created_at": side.server.now}
    order |= {"amount_cents": 100, "items": [{"title": "灯", "price_cents": 100}]}
    order |= {"tracking_no": PARCEL, "carrier": "SF", "address": PLACE}
    stored = await side.admin.done(await side.admin.put(f"/api/orders/{NUMBER}", order))
    owned = update(Order).where(Order.id == stored["id"]).values(customer_id=customer_id)
    await side.server.write(lambda tx: tx.session.execute(owned))
    await side.visitor.say(SAID)
    await side.visitor.done(
        await side.visitor.upload(picture(), f"{PHONE} {STREET}.png", "image/png", side.visitor)
    )
    await side.agent.notes(SAID, side.visitor)
    path = f"/api/conversations/{side.visitor.conversation_id}/draft"
    await side.agent.done(await side.agent.put(path, {"text": SAID}))
    file = await side.visitor.done(
        await side.visitor.upload(picture(), f"{PHONE}.png", "image/png", side.visitor)
    )
    side.things["file_id"] = file["id"]
    side.other_visitor.conversation_id = None
    await side.other_visitor.say("质量问题怎么办？" + SAID)
    await side.other_visitor.asks_for_human()
    await side.lead.take(side.other_visitor)
    await side.lead.reply(f"请寄到 {PLACE}，电话 {PHONE}", side.other_visitor)
    await side.lead.close(side.other_visitor, summary=SAID)
    await restrict(side, restricted=True)
    return world


async def restrict(side, *, restricted):
    path = f"/api/team/groups/{side.shop.group.id}"
    change = {"restricted": restricted, "allowed_actions": ["act"], "limit_cents": 1_000}
    await side.lead.done(await side.lead.patch(path, change))


async def told(world, role="agent"):
    """Return what of the planted each route tells, asked with our own things, and every list."""
    person, found = world.roles[role], set()
    lists = [
        *(("/api/conversations", {"tab": tab}) for tab in ("mine", "queue", "ended", "all")),
        ("/api/customers", {"q": PHONE}),
        ("/api/customers", {"q": "CANARY"}),
        (f"/api/customers/{world.ours.things['customer_id']}/orders", {}),
    ]
    for path, params in lists:
        found |= leaks(path, await person.get(path, **params))
    for route in stated():
        if not route.startswith("SOCKET") and not route.startswith("DELETE /api/session"):
            method, path, more = request_for(route, world.ours.things | {"role": role})
            found |= leaks(route, await person.ask(method, path, **more))
    return found


def leaks(road, answer):
    seen = answer.text + unquote(str(dict(answer.headers)))
    return {(road, one) for one in PLANTED if one in seen}


async def test_no_route_tells_l3_staff_a_phone_an_address_or_an_order(planted, unkept):
    assert await told(planted) == set()


async def test_others_do_read_them_so_that_the_search_finds_what_is_there(planted, unkept):
    roads = await told(planted, "lead")
    assert {one for _, one in roads} == set(PLANTED)
    assert len({road for road, _ in roads}) > 8


async def test_a_road_that_forgot_the_stars_would_be_found(planted, unkept, monkeypatch):
    """Plant: the customers' routes are taken for what the shop says to everybody."""
    monkeypatch.setattr(veiling, "OPEN", (*veiling.OPEN, "/api/customers"))
    assert ("GET /api/customers/{customer_id}", PHONE) in await told(planted)


async def heard_by(world, agent):
    """Return everything the agent's socket hears while particulars are spoken of."""
    side = world.ours
    conversation = f"conversation:{side.visitor.conversation_id}"
    socket = await agent.listens(conversation)
    socket.heard_frames.clear()
    await side.visitor.say(SAID)
    await side.lead.notes(SAID, side.visitor, mentions=[agent.id])
    await side.visitor.upload(picture(), f"{PHONE}.png", "image/png", side.visitor)
    third = await side.shop.visitor()
    await third.say(SAID)
    await third.asks_for_human()
    await side.server.settle()
    await socket.ping()
    frames = [json.dumps(one, ensure_ascii=False) for one in socket.heard_frames]
    await socket.close()
    return "\n".join(frames)


async def test_the_socket_tells_l3_staff_none_of_it_either(planted):
    heard = await heard_by(planted, planted.ours.agent)
    assert "MessagePosted" in heard
    assert "NoteAdded" in heard
    assert [one for one in PLANTED if one in heard] == []


async def test_the_socket_of_others_does_so_that_the_search_finds_it(planted):
    await restrict(planted.ours, restricted=False)
    heard = await heard_by(planted, planted.ours.agent)
    assert [one for one in PLANTED if one not in heard] == []


async def test_a_socket_that_is_open_ends_when_its_group_becomes_l3(world):
    side = world.ours
    socket = side.agent.socket(origin=ORIGIN, cookie=side.agent.cookie)
    await socket.hello()
    await restrict(side, restricted=True)
    await socket.closed.wait()
    assert socket.close_code == 4410  # it comes back with the rights of now


async def test_who_reads_stars_does_not_write_them_over_what_is_there(planted):
    side = planted.ours
    answer = await side.agent.patch(
        f"/api/customers/{side.things['customer_id']}", {"traits": {"phone": "***"}}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.veiled")


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ({"text": f"call {PHONE}"}, {"text": "call *******5678"}),
        ({"kind": "phone", "value": "0571-8888"}, {"kind": "phone", "value": "*****8888"}),
        ({"path": "address", "text": ["Flat 9"]}, {"path": "address", "text": ["**** *"]}),
        ({"id": "13912345678"}, {"id": "13912345678"}),
        ({"created_at": 1767225600000}, {"created_at": 1767225600000}),
        ({"day": "2026-11-22"}, {"day": "2026-11-22"}),
        ({"topics": ["staff:" + "0" * 32]}, {"topics": ["staff:" + "0" * 32]}),
        ({"email": EMAIL}, {"email": "*" * (len(EMAIL) - 4) + ".org"}),
    ],
)  # fmt: skip
def test_particulars_become_stars_and_nothing_else_does(said, seen):
    assert veiling.veiled(said) == seen


@pytest.fixture
async def findable(planted):
    """Give the world with a customer who is known by phone and by mail."""
    side = planted.ours

    def known(tx):
        mine = {"tenant_id": side.shop.tenant_id, "merchant_id": side.shop.id}
        for kind, value in (("phone", f"+86{PHONE}"), ("email", EMAIL)):
            seen = {"verified": True, "created_at": tx.now}
            identity = CustomerIdentity(id=tx.ids.new(), kind=kind, value=value, **mine, **seen)
            identity.customer_id = identity.home_id = side.things["customer_id"]
            tx.session.add(identity)

    await side.server.write(known)
    return planted


async def finds(person, text):
    found = (await person.done(await person.get("/api/customers", q=text)))["items"]
    return len(found)


@pytest.mark.parametrize(
    "text",
    ["5678", "12345678", "13912", "wang.mei", "@example.org", "39123", "3912345678", "1391234567"],
)
async def test_a_search_does_not_spell_out_whom_it_finds(findable, text):
    assert await finds(findable.ours.lead, text) == 1
    assert await finds(findable.ours.agent, text) == 0


ALL_OF_IT = [PHONE, f"+86 {PHONE}", f"0086{PHONE}", "139-1234-5678", EMAIL, EMAIL.upper()]


@pytest.mark.parametrize("text", ALL_OF_IT)
async def test_who_says_the_whole_is_found(findable, text):
    assert await finds(findable.ours.agent, text) == 1


async def test_a_name_that_is_a_number_is_not_spelt_out_either(findable):
    side = findable.ours
    lead, path = side.lead, f"/api/customers/{side.things['customer_id']}"
    await lead.done(await lead.patch(path, {"name": "13700002222"}))
    assert await finds(side.lead, "0002222") == 1
    assert await finds(side.agent, "0002222") == 0
    assert await finds(side.agent, "13700002222") == 1
    await lead.done(await lead.patch(path, {"name": "王小梅"}))
    assert await finds(side.agent, "小梅") == 1


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def kept(side, content, name, mime):
    """Return the address of a file that the visitor sends."""
    sent = await side.visitor.upload(content, name, mime, side.visitor)
    return (await side.visitor.done(sent))["url"]


@pytest.mark.parametrize(
    ("content", "name", "mime"),
    [
        (PDF, "form.pdf", "application/pdf"),
        (f"电话 {PHONE}".encode(), "a.txt", "text/plain"),
        (f"电话 {PHONE}".encode("gb18030"), "a.csv", "text/csv"),
        (b"138/1234/5678", "a.txt", "text/plain"),
    ],
)
async def test_a_document_is_opened_by_l3_staff_only_where_their_group_may(
    planted, content, name, mime
):
    side = planted.ours
    url = await kept(side, content, name, mime)
    refused = await side.agent.get(url)
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.document_withheld")
    assert "PDF" not in refused.text
    assert (await side.lead.get(url)).content == content
    path = f"/api/team/groups/{side.shop.group.id}"
    await side.lead.done(await side.lead.patch(path, {"opens_documents": True}))
    assert (await side.agent.get(url)).content == content


async def test_a_text_without_particulars_is_opened_as_it_is(planted):
    text = "尺码 3-2，199/299/399 元，一三五发货".encode("gb18030")
    url = await kept(planted.ours, text, "a.txt", "text/plain")
    assert (await planted.ours.agent.get(url)).content == text
