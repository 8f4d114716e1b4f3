"""Which of our languages a text is written in."""

import re

from yingda.bot.normalising import without_references
from yingda.customers.folding import fold
from yingda.merchants.models import Language

_CHINESE = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile(r"(?<![\w@])[a-z]{2,}(?:'[a-z]{1,2})?(?![\w@])")
_MAIL = re.compile(r"\S+@\S+")
# Words that a Chinese sentence uses too; those that alone are surely English; and those that hold
# an English sentence together, which no model, brand or pinyin has many of.
_LOANS = re.compile(
    r"ok|okay|hi|hello|bye|yes|no|vip|app|wifi|logo|usb|pdf|sku|id|qq|pos|pro|max|plus|mini|vs"
)
_SURE = re.compile(
    r"agent|human|person|help|refund|refunds|return|returns|shipping|delivery|invoice|cancel"
    r"|price|discount|order|tracking|payment|exchange|size|warranty|thanks|complaint|address"
)
_HOLD_TOGETHER = re.compile(
    r"the|an|is|are|am|was|were|be|been|do|does|did|don't|doesn't|didn't|can|can't|could|will"
    r"|won't|would|should|shall|may|must|have|has|had|having|get|got|give|need|want|wants|like"
    r"|know|tell|you|your|yours|me|my|mine|we|our|us|they|them|their|he|she|his|her|it|its"
    r"|it's|i'm|i've|i'd|this|that|these|those|there|here|what|what's|when|where|where's|which"
    r"|who|whose|why|how|if|in|on|at|to|from|for|of|with|without|by|about|into|after|before"
    r"|and|or|but|not|any|some|all|please|just|still|too|very|so|never|ever|again|let|let's"
)
_LEAST_SHARE = 0.25


def tells_language(text: str) -> bool:
    """Tell whether the words of a text say in which language it is.

    References, numbers, links, addresses, models of products and single loan words do not.
    """
    return _CHINESE.search(text) is not None or _is_english(text)


def language_of(text: str, otherwise: Language) -> Language:
    """Return the language of the text; `otherwise` where its words do not tell."""
    chinese = "".join(_CHINESE.findall(text))
    if not chinese:
        return "en" if _is_english(text) else otherwise
    if fold(chinese) != chinese:  # it has characters that only the traditional script writes
        return "zh-TW"
    if len(chinese) < 3 and otherwise != "en":
        return otherwise  # too little to tell the scripts apart
    return "zh-CN" if otherwise == "en" else otherwise


def _is_english(text: str) -> bool:
    plain = _MAIL.sub(" ", without_references(fold(text)))
    words = [one for one in _LATIN.findall(plain) if not _LOANS.fullmatch(one)]
    if any(map(_SURE.fullmatch, words)):
        return True
    holding = sum(_HOLD_TOGETHER.fullmatch(one) is not None for one in words)
    return len(words) > 1 and holding >= _LEAST_SHARE * len(words)
