"""Every route has a stated answer for everyone, and really gives it; tenants never touch."""

from fastapi import APIRouter, FastAPI

from tests.access.answers import PUBLIC, ROLES, TABLE, stated
from tests.access.routes import KEPT, request_for, routes_of
from tests.access.world import CANARIES
from tests.fixtures.server import ORIGIN, application

# A page that may not be built; workers that stand still, for in this world they are held.
EITHER = {"page": {"200", "503"}, "jobs": {"200", "503"}}


def missing(app, table=TABLE):
    """Return the routes nobody has thought about, and the entries for routes that are gone."""
    return set(routes_of(app)) ^ set(stated(table))


# ------------------------------------------------------------------ the table is complete


def test_every_route_is_in_the_table():
    assert missing(application(upload_limit_mb=20)) == set()


def test_a_new_route_without_an_entry_is_reported():
    app, router = FastAPI(openapi_url=None, docs_url=None, redoc_url=None), APIRouter()
    router.add_api_route("/api/secret/{number}", lambda number: number, methods=["POST"])
    app.include_router(router)
    assert routes_of(app) == ["POST /api/secret/{number}"]
    assert "POST /api/secret/{number}" in missing(app)


def test_an_entry_of_a_route_that_is_gone_is_reported():
    app = application(upload_limit_mb=20)
    table = f"{TABLE}\nGET /api/gone {' '.join(['404'] * len(ROLES))}"
    assert missing(app, table) == {"GET /api/gone"}


# ------------------------------------------------------------------ and true


async def ask(world, role, route, things):
    method, path, more = request_for(route, things | {"role": role})
    return await world.roles[role].ask(method, path, **more)


async def test_every_route_gives_everyone_the_stated_answer(world, unkept):
    wrong = []
    for route, answers in stated().items():
        if route.startswith("SOCKET"):
            continue
        unkept.keeping = route in KEPT
        for role, wanted in answers.items():
            answer = await ask(world, role, route, world.ours.things)
            allowed = EITHER.get(wanted, {wanted})
            if str(answer.status_code) not in allowed:
                wrong.append(f"{route} for {role}: {answer.status_code} instead of {wanted}")
            if role == "stranger" and route not in PUBLIC and CANARIES["ours"] in answer.text:
                wrong.append(f"{route} told a stranger our words: {answer.text[:200]}")
    assert wrong == []


async def test_the_other_tenants_words_are_in_no_answer_to_ours(world, unkept):
    """Ours ask for everything: with their own ids, with the others' ids, and in every list."""
    told = []
    for route in stated():
        if route.startswith("SOCKET") or route in PUBLIC:
            continue
        for role in ("visitor", "agent", "admin", "shop_system"):
            for things in (world.ours.things, world.theirs.things):
                answer = await ask(world, role, route, things)
                if CANARIES["theirs"] in answer.text:
                    told.append(f"{route} for {role}: {answer.text[:200]}")
    for tab in ("unanswered", "mine", "queue", "ended", "all"):
        answer = await world.roles["lead"].get("/api/conversations", tab=tab)
        assert CANARIES["theirs"] not in answer.text
    assert told == []


async def test_a_route_that_forgets_whose_it_is_would_be_found(world, unkept, monkeypatch):
    """Plant: the one guarded door of conversations stands open."""
    from yingda.conversations.queries import access

    monkeypatch.setattr(access, "may_see", lambda tx, caller, row: True)
    route = "GET /api/conversations/{conversation_id}"
    answer = await ask(world, "stranger", route, world.ours.things)
    assert str(answer.status_code) != stated()[route]["stranger"]
    assert CANARIES["ours"] in answer.text


OPEN_DOORS = {
    "POST /api/session",
    "POST /api/setup",
    "POST /api/widget/start",
    "POST /api/phone/links/open",
}
"""Writes that ask nobody who they are: there is no session yet that a foreign page could use."""


def test_a_new_route_is_closed_to_shop_systems_until_somebody_opens_it():
    table = f"POST /api/new {' '.join(['401', *['200'] * (len(ROLES) - 1)])}"
    assert stated(table)["POST /api/new"]["shop_system"] == "403"


async def test_a_foreign_page_writes_nothing_with_our_cookie(world, unkept):
    admin, written = world.roles["admin"], []
    for route in stated():
        if route.startswith(("GET", "SOCKET")) or route in OPEN_DOORS:
            continue
        method, path, more = request_for(route, world.ours.things | {"role": "foreign"})
        answer = await world.server.http.request(
            method, path, headers={"Cookie": admin.cookie}, **more
        )
        if (answer.status_code, answer.json().get("code")) != (403, "auth.csrf"):
            written.append(f"{route}: {answer.status_code} {answer.text[:100]}")
    assert written == []


# ------------------------------------------------------------------ the socket

TOPICS = """
conversation:{conversation_id}   agent lead admin merchant
merchant:{merchant_id}           lead admin merchant
wall:{tenant_id}                 lead admin
group:{group_id}                 agent lead
staff:{agent_id}                 agent
visitor:{customer_id}            visitor
sessions:{agent_id}
"""


def topics_of(world):
    ours = world.ours
    names = ours.things | {"tenant_id": ours.shop.tenant_id, "agent_id": ours.agent.id}
    for line in TOPICS.strip().splitlines():
        topic, *allowed = line.split()
        yield topic.format(**names), set(allowed)


async def socket_for(person):
    cookie, token = getattr(person, "cookie", None), getattr(person, "token", None)
    headers = {"origin": ORIGIN} | ({"cookie": cookie} if cookie else {})
    socket = person.socket(**headers)
    socket.tell(type="hello", **({"token": token} if token else {}))
    return socket


async def test_the_socket_admits_who_is_signed_in(world):
    for role, wanted in stated()["SOCKET /api/live"].items():
        socket = await socket_for(world.roles[role])
        if wanted == "101":
            assert (await socket.next())["type"] == "welcome", role
        else:
            assert await socket.ended() == int(wanted), role


async def test_everyone_listens_only_to_what_they_may_read(world):
    topics = dict(topics_of(world))
    for role in ROLES[1:]:
        socket = await socket_for(world.roles[role])
        assert (await socket.next())["type"] == "welcome"
        answer = await socket.subscribe(*topics)
        wanted = {topic for topic, allowed in topics.items() if role in allowed}
        assert set(answer["topics"]) == wanted, role
        assert set(answer["refused"]) == set(topics) - wanted, role
