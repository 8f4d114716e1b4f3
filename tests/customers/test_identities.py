import pytest

from yingda.customers.errors import IdentityInvalid
from yingda.customers.identities import normal_identity


@pytest.mark.parametrize(
    ("kind", "written", "stored"),
    [
        ("email", " Chen@Example.COM ", "chen@example.com"),
        ("phone", "+86 138-0013 (8000)", "+8613800138000"),
        ("external", " U1 ", "U1"),
        ("wechat", "oX_a-1", "oX_a-1"),
    ],
)
def test_one_identity_has_one_form(kind, written, stored):
    assert normal_identity(kind, written) == stored


@pytest.mark.parametrize(
    ("country", "written", "stored"),
    [
        ("CN", "138 0013 8000", "+8613800138000"),
        ("CN", "8613800138000", "+8613800138000"),
        ("CN", "008613800138000", "+8613800138000"),
        ("CN", "010-6552 9988", "+861065529988"),
        ("CN", "+886 912 345 678", "+886912345678"),
        ("TW", "0912-345-678", "+886912345678"),
        ("CN", "80012", "80012"),
        ("", "13800138000", "13800138000"),
    ],
)
def test_a_number_is_one_however_it_is_dialled(country, written, stored):
    assert normal_identity("phone", written, country) == stored


def test_the_secret_of_a_browser_is_stored_as_its_hash():
    stored = normal_identity("visitor", "the browser's secret")
    assert len(stored) == 64
    assert "secret" not in stored
    assert stored == normal_identity("visitor", "the browser's secret")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("external", ""),
        ("external", "   "),
        ("external", "x" * 201),
        ("external", "a\0b"),
        ("email", "nobody"),
        ("email", "a@b@c.de"),
        ("phone", "12"),
        ("phone", "call me"),
        ("visitor", "\n"),
    ],
)
def test_what_names_nobody_is_refused(kind, value):
    with pytest.raises(IdentityInvalid):
        normal_identity(kind, value)
