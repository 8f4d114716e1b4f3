"""Addresses, queries and other bodies that make no sense are refused, never an accident."""

import pytest

HUGE = 10**30

QUERIES = {
    "/api/conversations?cursor=nonsense": "request.cursor",
    "/api/conversations?cursor=W10": "request.cursor",
    "/api/conversations?limit=0": "request.invalid",
    "/api/conversations?limit=1000000": "request.invalid",
    "/api/conversations?tab=everything": "request.invalid",
    "/api/customers?q=%00": "text.nul",
    "/api/conversations/a%00b": "text.nul",
    "/api/conversations/{id}/messages?after=-1": "request.invalid",
    f"/api/conversations/{{id}}/messages?after={HUGE}": "request.invalid",
    f"/api/conversations/{{id}}/messages?before={HUGE}": "request.invalid",
    "/api/conversations/{id}/messages?after=one": "request.invalid",
    "/api/conversations/{id}/messages?unheard=1": "request.unknown_field",
    f"/api/conversations/{{id}}/notes?after={HUGE}": "request.invalid",
}


@pytest.mark.parametrize("path", QUERIES)
async def test_a_question_that_makes_no_sense_is_refused(path, visitor, lead, refused):
    await visitor.begins()
    address = path.format(id=visitor.conversation_id)
    await refused(lambda headers: lead.ask("GET", address, headers=headers), 422, QUERIES[path])


async def test_a_cursor_with_numbers_no_database_knows_is_refused(lead, refused):
    from yingda.foundation.cursors import write_cursor

    cursor = write_cursor(HUGE, "x")
    await refused(
        lambda headers: lead.ask("GET", f"/api/conversations?cursor={cursor}", headers=headers),
        422,
        "request.cursor",
    )


async def test_an_unknown_address_and_a_wrong_method_are_said_so(lead, refused):
    await refused(lambda h: lead.ask("GET", "/api/nowhere", headers=h), 404, "not_found")
    await refused(
        lambda h: lead.ask("DELETE", "/api/conversations", headers=h), 405, "request.method"
    )


BODIES = {
    "a NUL in a note": ("POST", "/api/conversations/{id}/notes", {"text": "a\x00"}, "text.nul"),
    "a NUL in a tag": ("POST", "/api/conversations/{id}/close", {"tags": ["a\x00"]}, "text.nul"),
    "a NUL in a name": ("POST", "/api/team/groups", {"name": "a\x00b"}, "text.nul"),
    "a huge mark": ("PUT", "/api/conversations/{id}/read", {"seq": HUGE}, "request.invalid"),
    "a mark of words": ("PUT", "/api/conversations/{id}/read", {"seq": "x"}, "request.invalid"),
    "too many tags": (
        "POST",
        "/api/conversations/{id}/close",
        {"tags": ["x"] * 21},
        "request.invalid",
    ),
    "a presence nobody has": (
        "PUT",
        "/api/team/me/presence",
        {"state": "asleep"},
        "request.invalid",
    ),
}


@pytest.mark.parametrize("name", BODIES)
async def test_a_body_that_makes_no_sense_is_refused(name, visitor, lead, refused):
    method, path, body, code = BODIES[name]
    await visitor.begins()
    if path.endswith("/notes"):
        body = body | {"client_key": "k"}
    address = path.format(id=visitor.conversation_id)
    await refused(lambda h: lead.ask(method, address, json=body, headers=h), 422, code)


async def test_a_limit_says_when_to_try_again(server, shop, visitor):
    limits = server.runtime.settings.model_copy(update={"visitor_message_limit": "3/minute"})
    server.runtime.settings = limits
    for number in range(3):
        await visitor.say(f"{number}")
    body = {"client_key": "k", "content_type": "text", "text": "One too many"}
    path = f"/api/conversations/{visitor.conversation_id}/messages"
    answer = await visitor.post(path, body)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert 0 < int(answer.headers["retry-after"]) <= 60
    server.clock.advance(seconds=61)
    assert (await visitor.post(path, body)).status_code == 201
