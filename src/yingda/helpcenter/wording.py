"""What something is called in the customer's language, where anybody or a change of script says it.

Nothing is translated here: who reads Chinese reads it in their own script, and what nobody put into
a language is not shown to those who read only that one, as long as there is enough else.
"""

import re
from collections.abc import Mapping

from yingda.customers.folding import as_in_taiwan, as_on_the_mainland
from yingda.knowledge.searching import IndexedEntry
from yingda.merchants.models import Language

ENOUGH = 4
"""So many questions in a language fill the home page; with fewer, the others are shown too."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def wording_in(said: Mapping[Language, str], language: Language) -> str | None:
    """Return the wording in a language, in the other Chinese script put into this one, or None."""
    if own := said.get(language):
        return own
    if language == "zh-TW" and (simplified := said.get("zh-CN")):
        return as_in_taiwan(simplified)
    if language == "zh-CN" and (traditional := said.get("zh-TW")):
        return as_on_the_mainland(traditional)
    return None


def written_in(text: str, language: Language) -> str | None:
    """Return words of no stated language as who reads this one reads them, or None."""
    if not _CHINESE.search(text):
        return text
    if language == "en":
        return None
    return as_in_taiwan(text) if language == "zh-TW" else as_on_the_mainland(text)


def own_title(entry: IndexedEntry, language: Language) -> str | None:
    """Return the entry's question in a language, or None where nobody has translated it."""
    said: dict[Language, str] = {entry.language: entry.question}
    for spoken in ("zh-CN", "zh-TW", "en"):
        if question := entry.translations.get(spoken, {}).get("question"):
            said[spoken] = question
    if found := wording_in(said, language):
        return found
    is_chinese = bool(_CHINESE.search(entry.question))
    return written_in(entry.question, language) if is_chinese == (language != "en") else None


def title_in(entry: IndexedEntry, language: Language) -> str:
    """Return the entry's question in a language, as it was written where nobody translated it."""
    return own_title(entry, language) or entry.question


def readable(entries: Mapping[str, IndexedEntry], language: Language) -> dict[str, IndexedEntry]:
    """Return the entries called something in this language; all of them where those are too few."""
    found = {key: one for key, one in entries.items() if own_title(one, language)}
    return found if len(found) >= ENOUGH else dict(entries)
