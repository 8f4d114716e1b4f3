"""Takes one customer's particulars out of a text before another customer's agent reads it. Pure."""

import re
from collections.abc import Iterable, Mapping

from yingda.bot.assisting.slots import order_numbers

_PHONE = re.compile(r"(?<!\d)(?:\+?\d{2,3}[- ]?)?\d{3,4}[- ]?\d{3,4}[- ]?\d{3,4}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_LINK = re.compile(r"https?://\S+|www\.\S+")
_LONG = re.compile(r"(?<![\w])[A-Za-z]{0,6}\d{5,}[\w-]*")
_ADDRESS = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:省|市|区|縣|县|镇|鎮|乡|鄉)[\u4e00-\u9fff\d*-]{2,40}(?:号|號|室|栋|棟|楼|樓|单元|單元|弄|村)"
    r"[\u4e00-\u9fff\d*-]{0,20}"
)
_ADDRESSED = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,3}(?=先生|女士|小姐|太太)"
    r"|(?<=\bdear )[A-Za-z]+|(?<=\bhello )[A-Z][a-z]+|(?<=\bhi )[A-Z][a-z]+",
    re.IGNORECASE,
)


def veiled(text: str, names: Mapping[str, str] | None = None, orders: Iterable[str] = ()) -> str:
    """Return the text with order numbers, telephones, addresses and names as holes to fill.

    `names` maps a name to the variable that stands for it; `orders` are numbers known to be of the
    customer's orders, however short.
    """
    for number in {*orders, *order_numbers(text)} - {""}:
        text = text.replace(number, "{order_no}")
    text = _EMAIL.sub("{email}", _LINK.sub("{link}", text))
    text = _ADDRESS.sub("{address}", text)
    text = _LONG.sub("{number}", _PHONE.sub("{phone}", text))
    for name, variable in sorted((names or {}).items(), key=lambda one: -len(one[0])):
        if len(name) > 1:
            text = text.replace(name, "{" + variable + "}")
    return _ADDRESSED.sub("{customer_name}", text)
