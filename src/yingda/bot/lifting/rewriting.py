"""Is a rewritten question still the customer's own? Pure."""

from typing import Any

from yingda.bot.lifting.quantities import quantities
from yingda.customers.folding import fold

LONGEST = 200


def rewritten(answer: dict[str, Any], question: str, context: str) -> str | None:
    """Return the question as a model made it clearer; None when it added or changed nothing.

    `context` is all that was said: a number that is not in it is the model's own invention.
    """
    text = answer.get("question")
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST or "\n" in text:
        return None
    if fold(text) == fold(question):
        return None
    return text.strip() if quantities(text) <= quantities(context) else None
