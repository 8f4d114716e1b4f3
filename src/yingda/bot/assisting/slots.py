"""What a customer has already given: order numbers, telephone numbers, e-mail, products. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from yingda.bot.assisting.summarising import Said
from yingda.customers.folding import fold

SlotKind = Literal["order_no", "phone", "email", "product"]
MOST_OF_A_KIND = 3
SHORTEST_NAME = 4
_PHONE = re.compile(
    r"(?<![\d-])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\d-])"
    r"|(?<![\d-])(?:\+?886[- ]?)?0?9\d{2}[- ]?\d{3}[- ]?\d{3}(?![\d-])"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_ORDER = re.compile(
    r"(?:订单(?:编号|号)?|訂單(?:編號|號)?|单号|單號|\border(?:\s+(?:no|number|id))?)\.?[\s:#是为為]{0,4}"
    r"(?P<named>[A-Za-z]{0,6}-?\d[\dA-Za-z-]{3,31})"
    r"|(?<![\w-])(?P<coded>[A-Za-z]{1,6}-?\d[\d-]{4,30}\d)(?![\w-])"
    r"|(?<![\d-])(?P<long>\d{12,24})(?![\d-])",
    re.IGNORECASE,
)
# A pack or a measure at a name's end is not what people call it: 毛巾（三条装）, 电饭煲 4 升.
_MEASURE = re.compile(r"[（(\[【].*$|\s+[A-Za-z]*\d[\w.]*\s*\S{0,2}$")
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")


@dataclass(frozen=True)
class Slot:
    """One thing the customer gave, and the message in which they gave it."""

    kind: SlotKind
    value: str
    seq: int


def slots_in(
    said: Sequence[Said], *, orders: Iterable[str] = (), products: Iterable[str] = ()
) -> list[Slot]:
    """Return what the customer's words give; `orders` and `products` are those known already.

    A known order's number counts however short it is; a product counts when its name, or a part of
    it long enough to mean nothing else, is in the text.
    """
    orders, products = list(orders), list(products)
    found = [slot for one in said for slot in _in_one(one, orders, products)]
    kept: dict[tuple[str, str], Slot] = {}
    for slot in found:
        kept.setdefault((slot.kind, slot.value), slot)
    counts: dict[str, int] = {}
    slots = []
    for slot in sorted(kept.values(), key=lambda one: -one.seq):
        counts[slot.kind] = counts.get(slot.kind, 0) + 1
        if counts[slot.kind] <= MOST_OF_A_KIND:
            slots.append(slot)
    return slots[::-1]


def order_numbers(text: str) -> list[str]:
    """Return what looks like an order's number in a text, without telephone numbers."""
    plain = unicodedata.normalize("NFKC", text)
    phones = {re.sub(r"\D", "", one) for one in _PHONE.findall(plain)}
    found = (next(filter(None, one.groups())) for one in _ORDER.finditer(plain))
    return [one for one in found if re.sub(r"\D", "", one) not in phones]


def names(text: str, name: str) -> bool:
    """Tell whether a text speaks of what has this name: 洗衣机 of 10 公斤滚筒洗衣机 is enough."""
    said = "".join(_WORD.findall(fold(text)))
    parts = _WORD.findall(fold(_MEASURE.sub("", name.strip())))
    whole = "".join(parts)
    if len(whole) < SHORTEST_NAME or whole in said:
        return bool(whole) and whole in said
    return any(
        run in said for run in _runs(parts) if len(run) >= SHORTEST_NAME or _ends_name(run, whole)
    )


def _runs(parts: Sequence[str]) -> Iterable[str]:
    for first in range(len(parts)):
        for size in (2, 3, 4):
            run = parts[first : first + size]
            if len(run) == size:
                yield "".join(run)


def _ends_name(run: str, whole: str) -> bool:
    """Tell whether a short run is the noun at the name's end."""
    return whole.endswith(run)


def _in_one(said: Said, orders: Sequence[str], products: Sequence[str]) -> Iterable[Slot]:
    plain = unicodedata.normalize("NFKC", said.text)
    known = [one for one in orders if one and one.lower() in plain.lower()]
    yield from (Slot("order_no", one, said.seq) for one in known)
    for number in order_numbers(plain):
        if not any(number.lower() in one.lower() or one.lower() in number.lower() for one in known):
            yield Slot("order_no", number, said.seq)
    for phone in _PHONE.findall(plain):
        digits = re.sub(r"\D", "", phone)
        yield Slot("phone", digits[-11:] if digits.startswith("86") else digits, said.seq)
    yield from (Slot("email", one, said.seq) for one in _EMAIL.findall(plain))
    yield from (Slot("product", one, said.seq) for one in products if names(said.text, one))
