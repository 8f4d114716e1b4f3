import pytest

from yingda.team.ranks import may_manage

ROLES = ("owner", "admin", "lead", "agent", "merchant_staff")


@pytest.mark.parametrize(
    ("manager", "managed"),
    [
        ("owner", ROLES),
        ("admin", ("lead", "agent", "merchant_staff")),
        ("lead", ("agent", "merchant_staff")),
        ("agent", ()),
        ("merchant_staff", ()),
        (None, ()),
    ],
)
def test_everybody_manages_those_below_and_the_owner_everyone(manager, managed):
    assert tuple(role for role in ROLES if may_manage(manager, role)) == managed
