import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey

from yingda.customers.errors import IdentityTokenRefused
from yingda.customers.identity_tokens import MAX_TOKEN_LENGTH, read_identity
from yingda.foundation.clock import DAY, SECOND

NOW = 1_767_225_600_000
OURS, THEIRS = "ours" * 11, "their" * 9


def signed(secret=OURS, alg="HS256", **claims):
    body = {"sub": "U1", "name": "陈晨", "exp": NOW // SECOND + 3600} | claims
    body = {name: value for name, value in body.items() if value is not None}
    return jwt.encode({"alg": alg}, body, OctKey.import_key(secret), algorithms=[alg])


def unsigned(**header):
    parts = ({"alg": "none"} | header, {"sub": "U1", "exp": NOW // SECOND + 3600})
    raw = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join([*raw, b""]).decode()


def refused(token, secrets=(OURS,), now=NOW):
    with pytest.raises(IdentityTokenRefused):
        read_identity(token, secrets, now)


def test_a_fresh_token_of_the_shop_says_who_it_is():
    identity = read_identity(signed(email="c@example.com"), [OURS], NOW)
    assert (identity.sub, identity.name, identity.email) == ("U1", "陈晨", "c@example.com")


def test_after_a_rotation_both_secrets_sign():
    assert read_identity(signed(), [THEIRS, OURS], NOW).sub == "U1"


def test_an_expired_token_is_refused_from_its_second_on():
    token = signed(exp=NOW // SECOND + 10)
    assert read_identity(token, [OURS], NOW + 10 * SECOND - 1).sub == "U1"
    refused(token, now=NOW + 10 * SECOND)


def test_another_shops_signature_is_no_signature():
    refused(signed(THEIRS))


@pytest.mark.parametrize("token", [unsigned(), unsigned(alg="None"), unsigned(alg="nOnE"), ""])
def test_an_unsigned_token_is_refused(token):
    refused(token)


@pytest.mark.parametrize("alg", ["HS384", "HS512"])
def test_only_the_agreed_algorithm_counts(alg):
    refused(signed(alg=alg))


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 201},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": (NOW + 2 * DAY) // SECOND},
        {"name": ["x"]},
    ],
)
def test_a_token_without_who_or_until_when_is_refused(claims):
    refused(signed(**claims))


def test_a_huge_token_is_not_even_read():
    refused("x" * (MAX_TOKEN_LENGTH + 1))


@given(st.text(max_size=200))
def test_no_text_is_a_token(text):
    refused(text)


@given(st.integers(0, 10_000), st.sampled_from("abcXYZ019_-"))
def test_a_token_changed_in_one_place_is_refused(place, char):
    token = signed()
    place %= len(token) - 1  # the last character carries unused bits
    if token[place] not in (char, "."):
        refused(token[:place] + char + token[place + 1 :])
