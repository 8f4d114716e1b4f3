"""One form for every way of writing the same question."""

import re

from yingda.customers.folding import fold

_NOT_WORDS = re.compile(r"[^\w]+|_+")


def question_key(question: str) -> str:
    """Return what two writings of the same question share: words without marks and spaces."""
    key = _NOT_WORDS.sub(" ", fold(question)).strip()
    # Spaces part words in Latin script and mean nothing between Chinese characters.
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", key) or question.strip()
