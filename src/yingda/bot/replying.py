"""A verdict put into messages: what is said, in which language, and whether a person is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yingda.bot.engine import Answer, Choices, Pleasantry, Unknown, Verdict, WantsHuman
from yingda.bot.schemas import VerdictName
from yingda.foundation.words import say
from yingda.knowledge.searching import IndexedEntry
from yingda.merchants.models import Language


@dataclass(frozen=True)
class Reply:
    """What to say, if anything, whom to ask, and what to remember of it."""

    verdict: VerdictName
    reason: str | None = None
    entry_ids: tuple[str, ...] = ()
    confidence: float = 0.0
    content_type: str | None = None
    content: dict[str, Any] | None = None
    hand_over: str | None = None
    clarifies: tuple[str, int | None] | None = None
    """The discriminator that is asked, or that was answered with this number."""


def reply_for(verdict: Verdict, entries: Mapping[str, IndexedEntry], language: Language) -> Reply:
    """Return the reply to a verdict about these entries, in this language."""
    match verdict:
        case Answer():
            return _answer(verdict, entries[verdict.entry_id], language)
        case Choices():
            return _choices(verdict, entries, language)
        case Pleasantry():
            words = say(language, f"bot.{verdict.kind}")
            return Reply(
                "pleasantry", verdict.kind, (), 1.0, "answer", _words(words), hand_over=None
            )
        case WantsHuman():
            return Reply("human", "customer_word", confidence=1.0, hand_over="customer_word")
        case Unknown():
            content = {"code": verdict.reason}
            return Reply("unknown", verdict.reason, (), verdict.confidence, "unknown", content)


def text_in(entry: IndexedEntry, part: str, language: Language) -> str:
    """Return the entry's question or answer in a language, or in its own when nobody translated."""
    own = entry.question if part == "question" else entry.answer
    if language == entry.language:
        return own
    return entry.translations.get(language, {}).get(part) or own


def _answer(verdict: Answer, entry: IndexedEntry, language: Language) -> Reply:
    text = text_in(entry, "answer", language)
    source = {"entry_id": entry.id, "title": text_in(entry, "question", language)}
    content = {"text": text, "sources": [source], "confidence": verdict.confidence}
    return Reply(
        "answer",
        None,
        (entry.id,),
        verdict.confidence,
        "answer" if text.strip() else None,
        content,
        hand_over="must_human" if entry.answer_mode == "human" else None,
    )


def _choices(verdict: Choices, entries: Mapping[str, IndexedEntry], language: Language) -> Reply:
    ids = tuple(option.entry_id for option in verdict.options)
    choices = [
        {"entry_id": one, "title": text_in(entries[one], "question", language)} for one in ids
    ]
    content = {"code": "did_you_mean", "choices": choices}
    return Reply("choices", None, ids, verdict.options[0].confidence, "choices", content)


def _words(text: str) -> dict[str, Any]:
    return {"text": text, "sources": [], "confidence": 1.0}
