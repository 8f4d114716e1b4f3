"""S21, going out: what we sign can be verified, by the guide's own code, and nothing else can."""

import pytest

from yingda.foundation.clock import DAY, SECOND
from yingda.integrations.models import WebhookEndpoint
from yingda.integrations.service import delivering
from yingda.integrations.signing import signed_headers


def test_s21_a_signature_is_the_one_of_the_specification():
    """The example in the documentation of Standard Webhooks' reference libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330_000, b'{"test": 2432232314}', [secret]
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.fixture
async def call(hook, courier, receiver):
    """Give one request as it arrived."""
    await hook.does("test")
    await courier.carry_due()
    return receiver.calls[0]


async def test_s21_what_we_send_is_genuine(hook, call, server, is_genuine):
    assert is_genuine(hook.secret, call.headers, call.body, server.now / SECOND)


@pytest.mark.parametrize(
    "forgery",
    [
        (None, {}, b"{}", 0),
        (None, {"webhook-id": "msg_other"}, None, 0),
        (None, {"webhook-timestamp": "1767225601"}, None, 0),
        (None, {"webhook-signature": ""}, None, 0),
        (None, {"webhook-signature": "v1,"}, None, 0),
        (None, {}, None, 301),
        (None, {}, None, -301),
        ("", {}, None, 0),
        ("whsec_", {}, None, 0),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", {}, None, 0),
    ],
)
async def test_s21_anything_else_is_refused(hook, call, server, is_genuine, forgery):
    secret, headers, body, later = forgery
    secret = hook.secret if secret is None else secret
    now = server.now / SECOND + later
    assert not is_genuine(secret, {**call.headers, **headers}, body or call.body, now)


async def test_s21_replacing_the_secret_loses_nothing(hook, courier, receiver, server, is_genuine):
    """The receiver changes over some time during the day; it takes everything all along."""
    held = [hook.secret]

    def answer(call):
        genuine = is_genuine(held[0], call.headers, call.body, server.now / SECOND)
        return (200 if genuine else 401, {}, "")

    async def sends():
        await hook.does("test")
        await courier.carry_due()

    receiver.answers = answer
    await sends()
    rotated = await hook.does("secret", {"keep_previous": True})
    assert rotated["previous_valid_until"] == server.now + DAY
    await sends()
    held[0] = rotated["secret"]
    await sends()
    server.clock.advance(seconds=DAY / SECOND)
    await sends()
    assert len(receiver.taken) == len(receiver.calls) == 4
    assert len(receiver.calls[-1].headers["webhook-signature"].split()) == 1


async def test_s21_after_a_leak_the_old_secret_signs_no_more(
    hook, courier, receiver, server, is_genuine
):
    await hook.does("secret", {"keep_previous": False})
    await hook.does("test")
    await courier.carry_due()
    (call,) = receiver.calls
    assert not is_genuine(hook.secret, call.headers, call.body, server.now / SECOND)


async def test_s21_secrets_are_sealed_and_shown_once(hook, server):
    (row,) = await server.rows(WebhookEndpoint)
    assert hook.secret.removeprefix("whsec_") not in str(row)
    assert hook.secret not in str(await hook.sees())
    assert "secret" not in await hook.sees()


async def test_s21_without_its_secret_nothing_is_sent_unsigned(
    hook, courier, receiver, server, monkeypatch
):
    monkeypatch.setattr(delivering, "signing_secrets", lambda _tx, _endpoint: ())
    await hook.does("test")
    await courier.carry_due()
    assert receiver.calls == []
    seen = await hook.sees()
    assert (seen["status"], seen["off_reason"], seen["failed"]) == ("off", "secret_lost", 1)
