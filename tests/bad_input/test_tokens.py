"""A visitor's token is ours, fresh and meant for this; anything else opens nothing."""

import base64
import json

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from yingda.foundation.clock import HOUR, SECOND


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def claims_of(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def signed(claims, secret, algorithm="HS256"):
    return jwt.encode({"alg": algorithm}, claims, OctKey.import_key(secret), [algorithm])


def forgeries(token, secret, now):
    """Return tokens nobody may come in with, by what is wrong with them."""
    head, body, signature = token.split(".")
    claims, later = claims_of(token), {"exp": (now + HOUR) // SECOND}
    other = "another secret, as long as the first one"
    return {
        "another secret": signed(claims, other),
        "no algorithm": f"{part({'alg': 'none'})}.{body}.",
        "no algorithm, signature kept": f"{part({'alg': 'none'})}.{body}.{signature}",
        "another algorithm": signed(claims, secret, "HS512"),
        "another customer": f"{head}.{part(claims | {'sub': '0' * 32})}.{signature}",
        "another purpose": signed(claims | {"aud": "staff"} | later, secret),
        "no purpose": signed({k: v for k, v in claims.items() if k != "aud"}, secret),
        "no end": signed({k: v for k, v in claims.items() if k != "exp"}, secret),
        "an end that is no number": signed(claims | {"exp": "never"}, secret),
        "an end that has passed": signed(claims | {"exp": now // SECOND - 1}, secret),
        "nonsense": "nonsense",
        "nothing": "",
        "dots": "..",
        "too many parts": f"{token}.{signature}",
    }


NAMES = sorted(forgeries(f"{part({'alg': 'HS256'})}.{part({'exp': 1})}.x", "s" * 32, 0))


@pytest.mark.parametrize("name", NAMES)
async def test_a_forged_token_opens_nothing(name, visitor, settings, clock, refused, server):
    await visitor.say("Hello")
    forged = forgeries(visitor.token, settings.secret, clock.now())[name]
    path = f"/api/conversations/{visitor.conversation_id}"

    def ask(headers):
        bearer = {"Authorization": f"Bearer {forged}"}
        return server.http.get(path, headers=headers | bearer)

    await refused(ask, 401, "auth.token_refused")
    socket = server.socket(headers=[("origin", "http://testserver")])
    socket.tell(type="hello", token=forged)
    assert await socket.ended() == 4401


async def test_a_token_ends_after_an_hour(visitor, clock, refused):
    await visitor.say("Hello")
    path = f"/api/conversations/{visitor.conversation_id}"
    clock.advance(seconds=3_599)
    assert (await visitor.get(path)).status_code == 200
    clock.advance(seconds=1)
    await refused(
        lambda headers: visitor.ask("GET", path, headers=headers), 401, "auth.token_refused"
    )


async def test_a_typed_name_proves_nothing(visitor, shop):
    await visitor.say("My history")
    guess = await shop.visitor(visitor_secret="0" * 43)
    assert guess.id != visitor.id
    assert guess.start["conversation"] is None


async def test_a_cookie_writes_only_with_its_csrf_token(agent, refused):
    def ask(headers):
        kept = {"Cookie": agent.cookie} | headers
        return agent.server.http.put("/api/team/me/presence", json={"state": "busy"}, headers=kept)

    await refused(ask, 403, "auth.csrf")
