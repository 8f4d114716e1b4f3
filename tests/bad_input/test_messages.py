"""What is not a message is refused with a reason, and changes nothing."""

import json

import pytest

from yingda.conversations.schemas.texts import TEXT_LIMIT

JSON = {"Content-Type": "application/json"}


def draft(**changed):
    return {"client_key": "k", "content_type": "text", "text": "Hello"} | changed


def without(name):
    whole = draft()
    del whole[name]
    return whole


def deep(levels):
    return b'{"client_key":"k","content_type":"text","text":' + b"[" * levels + b"]" * levels + b"}"


BODIES = {
    "half a body": (b'{"client_key": "k", "text', 400, "request.malformed"),
    "no body": (b"", 400, "request.malformed"),
    "not UTF-8": (b'{"text":"\xff\xfe"}', 400, "request.malformed"),
    "nested without end": (deep(50_000), 400, "request.malformed"),
    "not an object": (b"[]", 422, "request.invalid"),
    "null": (b"null", 422, "request.invalid"),
    "an unknown field": (draft(colour="red"), 422, "request.unknown_field"),
    "a field missing": (without("client_key"), 422, "field.missing"),
    "an unknown kind": (draft(content_type="video"), 422, "request.invalid"),
    "a number for text": (draft(text=5), 422, "request.invalid"),
    "half a surrogate": (b'{"client_key":"k","content_type":"text","text":"\\ud800"}', 0, ""),
    "a megabyte of text": (draft(text="x" * 1_000_000), 413, "request.too_large"),
    "too much text": (draft(text="x" * (TEXT_LIMIT + 1)), 422, "text.too_long"),
    "an empty message": (draft(text=""), 422, "text.empty"),
    "only spaces": (draft(text=" \n\t　"), 422, "text.empty"),
    "an empty key": (draft(client_key=""), 422, "text.empty"),
    "a NUL character": (draft(text="a\x00b"), 422, "text.nul"),
    "a NUL in the key": (draft(client_key="a\x00b"), 422, "text.nul"),
}


@pytest.mark.parametrize("name", BODIES)
async def test_what_is_no_message_is_refused(name, visitor, refused):
    body, status, code = BODIES[name]
    await visitor.begins()
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    path = f"/api/conversations/{visitor.conversation_id}/messages"

    def ask(headers):
        return visitor.ask("POST", path, content=content, headers=JSON | headers)

    if status == 0:  # either no JSON or no text, as the parser sees it
        assert (await ask({})).status_code in {400, 422}
        return
    await refused(ask, status, code)


async def test_a_megabyte_without_saying_so_is_refused_too(visitor, refused):
    await visitor.begins()
    path = f"/api/conversations/{visitor.conversation_id}/messages"

    async def pieces():
        yield b'{"client_key":"k","content_type":"text","text":"'
        for _ in range(100):
            yield b"x" * 10_000
        yield b'"}'

    def ask(headers):
        return visitor.ask("POST", path, content=pieces(), headers=JSON | headers)

    await refused(ask, 413, "request.too_large")


async def test_the_problem_names_the_field_and_never_repeats_the_value(visitor, refused):
    await visitor.begins()
    secret = "my card 4111"
    path = f"/api/conversations/{visitor.conversation_id}/messages"

    def ask(headers):
        return visitor.post(path, draft(secret_field=secret), headers=headers)

    body = await refused(ask, 422, "request.unknown_field")
    assert body["errors"][0]["field"].endswith("secret_field")
    assert secret not in json.dumps(body)


async def test_the_same_key_with_another_body_is_refused(visitor, refused):
    await visitor.say("Hello", key="k")
    path = f"/api/conversations/{visitor.conversation_id}/messages"

    def ask(headers):
        return visitor.post(path, draft(text="Something else"), headers=headers)

    await refused(ask, 409, "conversations.key_reused")


async def test_closed_and_foreign_conversations_do_not_exist(
    visitor, other_visitor, clock, refused
):
    await visitor.say("Mine")
    await other_visitor.say("Theirs")
    closed, foreign = visitor.conversation_id, other_visitor.conversation_id
    await visitor.closes()
    clock.advance(seconds=601)
    told = []
    for conversation in (closed, foreign, "0" * 32, "nonsense"):

        def ask(headers, conversation=conversation):
            path = f"/api/conversations/{conversation}/messages"
            return visitor.post(path, draft(client_key=conversation[:8]), headers=headers)

        told.append(await refused(ask, 404, "conversations.not_found"))
    assert all(one == told[0] for one in told)


async def test_of_two_agents_one_takes_it_and_the_other_is_told(
    visitor, agent, second_agent, refused
):
    await visitor.asks_for_human()
    await agent.take()

    def ask(headers):
        path = f"/api/conversations/{visitor.conversation_id}/take"
        return second_agent.post(path, headers=headers)

    body = await refused(ask, 409, "conversations.taken")
    assert body["params"]["by"] == agent.name
    assert agent.name in body["title"]
