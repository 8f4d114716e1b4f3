"""Reads of the bot: its settings, its engine, what it has said."""

import base64
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from sqlalchemy import select

from yingda.bot.engine import Engine, Facts, Verdict
from yingda.bot.models import BotReply, BotSettingsRow
from yingda.bot.phases.queries import changed, changes_at
from yingda.bot.replying import reply_for
from yingda.bot.retrieval import RetrievalEngine, Thresholds
from yingda.bot.schemas import BotSettings, Trial, TrialView, TriedEntry
from yingda.bot.small_talk import SCOLDED, heard_in, reason_of
from yingda.bot.training.candidates import KnowledgeChange, candidate
from yingda.bot.training.judging import Golden, Judgement, judge
from yingda.bot.training.publishing import is_better, trained_as, trained_for, understood
from yingda.bot.understanding.trained import Trained, Understood
from yingda.conversations.queries.access import conversation_by_id
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import Instant
from yingda.foundation.db import Tx
from yingda.knowledge.queries import golden_questions
from yingda.knowledge.searching import IndexedEntry, KnowledgeIndex, index_for
from yingda.merchants.queries import merchant_meant


def settings_of(tx: Tx, merchant_id: str) -> BotSettings:
    """Return the merchant's settings, with the defaults of what it never set."""
    row = tx.session.get(BotSettingsRow, merchant_id)
    return BotSettings() if row is None else BotSettings.model_validate(row.settings)


def settings_for(tx: Tx, caller: Principal, merchant_id: str | None) -> BotSettings:
    """Return the settings of a merchant the caller may see."""
    return settings_of(tx, merchant_meant(tx, caller, merchant_id).id)


def settings_at(tx: Tx, merchant_id: str, moment: Instant) -> BotSettings:
    """Return the settings that what begins at a moment follows: the usual ones, or a phase's."""
    return changed(settings_of(tx, merchant_id), changes_at(tx, merchant_id, moment))


def settings_in(tx: Tx, merchant_id: str, conversation_id: str) -> BotSettings:
    """Return the settings that a conversation follows, from its opening to its end."""
    return settings_at(tx, merchant_id, _opened_at(tx, conversation_id))


def engine_for(tx: Tx, merchant_id: str) -> Engine:
    """Return the engine of a merchant as it is in ordinary times."""
    return _engine_with(tx, merchant_id, settings_of(tx, merchant_id))


def engine_at(tx: Tx, merchant_id: str, moment: Instant) -> Engine:
    """Return the engine that answers what begins at a moment."""
    return _engine_with(tx, merchant_id, settings_at(tx, merchant_id, moment))


def engine_in(tx: Tx, merchant_id: str, conversation_id: str) -> Engine:
    """Return the engine that answers in a conversation."""
    return engine_at(tx, merchant_id, _opened_at(tx, conversation_id))


def _opened_at(tx: Tx, conversation_id: str) -> Instant:
    row = conversation_by_id(tx, conversation_id)
    return tx.now if row is None else row["opened_at"]


def _engine_with(tx: Tx, merchant_id: str, settings: BotSettings) -> Engine:
    index = index_for(tx, merchant_id)
    return _engine(tx, index, settings, understood(tx, merchant_id, index))


def _engine(
    tx: Tx, index: KnowledgeIndex, settings: BotSettings, read: Understood | None
) -> Engine:
    thresholds = Thresholds(settings.answer_above, settings.choices_above, settings.most_choices)
    return RetrievalEngine(index, tx.now, thresholds, read)


def golden_of(tx: Tx, merchant_id: str) -> tuple[Golden, ...]:
    """Return the merchant's golden questions as plain values."""
    stored = golden_questions(tx, merchant_id)
    return tuple(Golden(one.id, one.text, one.entry_id) for one in stored)


def judged(
    tx: Tx,
    merchant_id: str,
    change: KnowledgeChange,
    settings: BotSettings | None = None,
    also: Sequence[Golden] = (),
) -> Judgement:
    """Judge a change of knowledge, of the settings or of both, before anybody makes it.

    `also` are questions that are to become right, judged after the golden ones.
    """
    today = engine_for(tx, merchant_id)
    index = candidate(index_for(tx, merchant_id), change)
    trained = trained_for(tx, merchant_id)
    read = None if trained is None else Understood(index, trained)
    then = _engine(tx, index, settings or settings_of(tx, merchant_id), read)
    return judge((*golden_of(tx, merchant_id), *also), today, then, change.merged)


def judged_model(tx: Tx, merchant_id: str, result: Mapping[str, Any]) -> Judgement | None:
    """Judge what training made; None where it is not even better on questions held out of it."""
    if not is_better(result["figures"], result["calibrator"]):
        return None
    trained = Trained.of(base64.b64decode(result["packed"]), result["calibrator"])
    index = index_for(tx, merchant_id)
    then = _engine(tx, index, settings_of(tx, merchant_id), Understood(index, trained))
    return judge(golden_of(tx, merchant_id), engine_for(tx, merchant_id), then)


def candidate_engine(
    tx: Tx, merchant_id: str, settings: BotSettings, model_id: str | None
) -> Engine:
    """Return an engine that answers nobody: with these settings, and a classifier of its own."""
    index = index_for(tx, merchant_id)
    if model_id is None:
        return _engine(tx, index, settings, understood(tx, merchant_id, index))
    return _engine(tx, index, settings, Understood(index, trained_as(tx, model_id)))


def judged_candidate(
    tx: Tx, merchant_id: str, settings: BotSettings, model_id: str | None
) -> Judgement:
    """Put the golden questions to the live engine and to a candidate."""
    then = candidate_engine(tx, merchant_id, settings, model_id)
    return judge(golden_of(tx, merchant_id), engine_for(tx, merchant_id), then)


def entries_of(tx: Tx, merchant_id: str) -> dict[str, IndexedEntry]:
    """Return the merchant's live entries by id."""
    return {entry.id: entry for entry in index_for(tx, merchant_id).entries}


def entry_to_tell(tx: Tx, merchant_id: str, entry_id: str, facts: Facts) -> IndexedEntry | None:
    """Return the entry, if it is valid and a customer with these facts may be told it."""
    entry = entries_of(tx, merchant_id).get(entry_id)
    if entry is None or not entry.is_valid(tx.now) or not entry.applies_to(facts):
        return None
    return entry


def unknowns_in_a_row(tx: Tx, conversation_id: str, most: int) -> int:
    """Return how often, up to `most`, the bot has lastly not known; scolding it breaks no row."""
    latest = select(BotReply.verdict).where(
        BotReply.conversation_id == conversation_id, BotReply.reason.is_distinct_from(SCOLDED)
    )
    verdicts = tx.session.scalars(latest.order_by(BotReply.id.desc()).limit(most))
    return sum(1 for _ in takewhile(lambda verdict: verdict == "unknown", verdicts))


def has_replied_to(tx: Tx, message_id: str) -> bool:
    """Tell whether this message was dealt with before."""
    same = select(BotReply.id).where(BotReply.asked_message_id == message_id)
    return tx.session.scalar(same) is not None


def tried(tx: Tx, trial: Trial, caller: Principal) -> TrialView:
    """Return what the bot would do about a text, for a customer of whom nothing is known."""
    merchant = merchant_meant(tx, caller, trial.merchant_id)
    engine = engine_at(tx, merchant.id, tx.now)
    entries = entries_of(tx, merchant.id)
    verdict: Verdict = engine.ask(trial.text, {})
    reply = reply_for(verdict, entries, merchant.language)
    if topic := heard_in(trial.text, verdict):
        return TrialView(
            verdict="pleasantry",
            reason=reason_of(topic),
            confidence=1.0,
            engine=engine.name,
            entries=[],
        )
    return TrialView(
        verdict=reply.verdict,
        reason=reply.reason,
        confidence=reply.confidence,
        engine=engine.name,
        entries=[
            TriedEntry(entry_id=one, question=entries[one].question, score=score)
            for one, score in _scores(verdict)
        ],
    )


def _scores(verdict: Verdict) -> list[tuple[str, float]]:
    options = getattr(verdict, "options", None) or [verdict]
    return [(one.entry_id, one.confidence) for one in options if hasattr(one, "entry_id")]
