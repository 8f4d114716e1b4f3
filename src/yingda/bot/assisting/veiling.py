"""Takes one customer's particulars out of a text before another customer's agent reads it. Pure.

What leaves the house for a model and what one agent reads of another's customer is hidden by the
same rules; here each place becomes a hole that says what stood there.
"""

import re
from collections.abc import Iterable, Mapping

from yingda.bot.assisting.slots import order_numbers
from yingda.bot.lifting.masking import Veil

_DIGITS_OF_PHONES = range(7, 14)
_HOLES = {
    "EMAIL": "email",
    "LINK": "link",
    "ID": "number",
    "ORDER": "order_no",
    "NAME": "customer_name",
    "ADDRESS": "address",
    "CUSTOMER": "customer_name",
    "AGENT": "agent_name",
}
_KINDS = {"customer_name": "CUSTOMER", "agent_name": "AGENT"}
_ADDRESSED = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,3}(?=先生|女士|小姐|太太)"
    r"|(?<=\bdear )[A-Za-z]+|(?<=\bhello )[A-Z][a-z]+|(?<=\bhi )[A-Z][a-z]+",
    re.IGNORECASE,
)


def veiled(text: str, names: Mapping[str, str] | None = None, orders: Iterable[str] = ()) -> str:
    """Return the text with order numbers, telephones, addresses and names as holes to fill.

    `names` maps a name to the variable that stands for it; `orders` are numbers known to be of the
    customer's orders.
    """
    numbers = dict.fromkeys([*orders, *order_numbers(text)], "ORDER")
    veil = Veil(numbers | {name: _KINDS[variable] for name, variable in (names or {}).items()})
    return _ADDRESSED.sub("{customer_name}", veil.with_words(veil.cover(text), _hole))


def _hole(kind: str, value: str) -> str:
    if kind == "NUMBER":
        digits = sum(one.isdigit() for one in value) or len(value)
        return "{phone}" if digits in _DIGITS_OF_PHONES else "{number}"
    return "{" + _HOLES[kind] + "}"
