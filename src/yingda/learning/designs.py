"""At which level what a customer asked was meant to be served: people.md 5.1, designed_level."""

from collections.abc import Sequence

from yingda.bot import queries as bot
from yingda.bot.engine import Answer
from yingda.bot.facts import facts_about
from yingda.foundation.clock import SECOND, Instant
from yingda.foundation.transaction import Tx
from yingda.knowledge.models import KnowledgeEntry
from yingda.learning.history import History, Said
from yingda.learning.paths import BOT_LEVEL, SIMPLE, TASKS, Hop

ABOUT_ENTRIES = frozenset({"answer", "human", "choices"})
"""Verdicts that name entries, the likeliest first."""
LIKELY = 0.5
"""What the bot offered counts as what was meant where it is more likely than not."""


def designed_level_of(tx: Tx, history: History, path: Sequence[Hop]) -> int | None:
    """Return where the question that led to the path's highest level was meant to be served.

    A task is meant for L2, a question for the level its entry names; without one for L1, or for L3
    where it takes a person. What was asked of people alone is looked up as the bot would. None
    where nobody can tell: nothing was asked, or what was asked is not known.
    """
    asked = _led_there(history, path)
    if asked is None:
        return _of_what_people_heard(tx, history)
    if asked.verdict == "task":
        return TASKS
    reply = asked.reply
    if reply is None or asked.verdict not in ABOUT_ENTRIES or not reply.entry_ids:
        return None
    likely = asked.verdict != "choices" or reply.confidence >= LIKELY
    return _of_entry(tx, str(reply.entry_ids[0])) if likely else None


def _led_there(history: History, path: Sequence[Hop]) -> Said | None:
    """Return the last question to the bot before the highest level took over."""
    until = _reached_at(path)
    asked = [one for one in history.said if one.is_question and one.at <= until]
    return asked[-1] if asked else None


def _reached_at(path: Sequence[Hop]) -> Instant:
    """Return when people took over at the highest level; the bot's own levels last to the end."""
    highest = max(path, key=lambda hop: hop.stretch.level)  # the first, where several are as high
    if highest.stretch.level >= SIMPLE:
        return highest.stretch.entered_at
    return path[-1].stretch.entered_at + (path[-1].seconds + 1) * SECOND


def _of_what_people_heard(tx: Tx, history: History) -> int | None:
    to_people = (one for one in history.said if not one.with_bot and not one.is_remark)
    first = next((one for one in to_people if one.content_type == "text"), None)
    if first is None:
        return None
    engine = bot.engine_for(tx, history.row["merchant_id"])
    verdict = engine.ask(first.text, facts_about(tx, history.row["customer_id"]))
    return _of_entry(tx, verdict.entry_id) if isinstance(verdict, Answer) else None


def _of_entry(tx: Tx, entry_id: str) -> int | None:
    entry = tx.session.get(KnowledgeEntry, entry_id)
    if entry is None:
        return None
    if entry.designed_level is not None:
        return entry.designed_level
    return SIMPLE if entry.answer_mode == "human" else BOT_LEVEL
