"""Which of our languages a text is written in."""

import re

from yingda.customers.folding import fold
from yingda.merchants.models import Language

_CHINESE = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]{2}")


def language_of(text: str, otherwise: Language) -> Language:
    """Return the language of the text; `otherwise` where its script does not tell."""
    chinese = "".join(_CHINESE.findall(text))
    if not chinese:
        return "en" if _LATIN.search(text) else otherwise
    if fold(chinese) != chinese:  # it has characters that only the traditional script writes
        return "zh-TW"
    if len(chinese) < 3 and otherwise != "en":
        return otherwise  # too little to tell the scripts apart
    return "zh-CN" if otherwise == "en" else otherwise
