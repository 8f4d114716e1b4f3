"""Which of our languages a text is written in."""

import re

from yingda.bot.normalising import without_references
from yingda.customers.folding import fold
from yingda.merchants.models import Language

_CHINESE = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile(r"(?<![\w@])[a-z]{2,}(?:'[a-z]{1,2})?(?![\w@])")
# Words that a Chinese sentence uses too, and those that alone are surely English.
_LOANS = frozenset(
    [
        "ok",
        "okay",
        "hi",
        "hello",
        "bye",
        "yes",
        "no",
        "vip",
        "app",
        "wifi",
        "logo",
        "usb",
        "pdf",
        "sku",
        "id",
        "qq",
        "pos",
        "pro",
        "max",
    ]
)
_SURE = frozenset(
    [
        "agent",
        "human",
        "person",
        "help",
        "refund",
        "refunds",
        "return",
        "returns",
        "shipping",
        "delivery",
        "invoice",
        "cancel",
        "price",
        "discount",
        "order",
        "tracking",
        "payment",
        "exchange",
        "size",
        "warranty",
        "thanks",
        "complaint",
        "address",
    ]
)


def language_of(text: str, otherwise: Language) -> Language:
    """Return the language of the text; `otherwise` where its words do not tell.

    Numbers of orders, links, loan words and a single unknown word (a model, pinyin) say nothing.
    """
    chinese = "".join(_CHINESE.findall(text))
    if not chinese:
        words = [one for one in _LATIN.findall(without_references(fold(text))) if one not in _LOANS]
        return "en" if len(words) > 1 or _SURE.intersection(words) else otherwise
    if fold(chinese) != chinese:  # it has characters that only the traditional script writes
        return "zh-TW"
    if len(chinese) < 3 and otherwise != "en":
        return otherwise  # too little to tell the scripts apart
    return "zh-CN" if otherwise == "en" else otherwise
