"""Which order words mean: where nothing was offered, a bare "1" is not the first of a list."""

import pytest

from yingda.bot.flows.slots import order_meant, order_numbered

ORDERS = [{"number": "QH26110001"}, {"number": "QH26110017"}]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("qh26110017 什么时候到", "QH26110017"),
        ("尾号 0001 的那单呢", "QH26110001"),
        ("QH26110001 还是 QH26110017", None),
        ("1", None),
        ("第一个", None),
    ],
)
def test_an_order_is_named_by_its_number_or_the_end_of_it(text, number):
    found = order_numbered(text, ORDERS)
    assert (found and found["number"]) == number


def test_a_place_means_an_order_where_several_were_offered():
    assert order_meant("第二个", ORDERS) == ORDERS[1]
