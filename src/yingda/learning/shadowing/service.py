"""What one can do in shadow mode: begin, put questions to the candidate, end, publish."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from yingda.bot import queries as bot
from yingda.bot import service as bot_service
from yingda.bot.engine import Answer, Choices, Unknown, Verdict
from yingda.bot.facts import facts_about
from yingda.bot.schemas import BotSettings
from yingda.bot.training import publishing
from yingda.bot.training.judging import Judgement
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY, SECOND, Instant
from yingda.foundation.transaction import Tx
from yingda.learning.events import ShadowDue
from yingda.learning.history import text_of
from yingda.learning.shadowing import queries
from yingda.learning.shadowing.comparing import kind_of
from yingda.learning.shadowing.errors import (
    CandidateWorse,
    NoCandidate,
    SameAsLive,
    ShadowIsOver,
    ShadowRuns,
)
from yingda.learning.shadowing.models import ShadowReply, ShadowRun
from yingda.learning.shadowing.schemas import ShadowDraft, ShadowRunView
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_meant

SHADOW_TIMER = "learning.shadow"
PACE = 15 * SECOND
LONGEST = 30 * DAY
KEPT_FOR = 90 * DAY
AT_ONCE = 200
PAGE = 1_000


@dataclass(frozen=True)
class Answered:
    """What the candidate would have said to some questions, before anything is written."""

    run_id: str
    rows: list[dict[str, Any]]
    read_until: Instant


def start(tx: Tx, draft: ShadowDraft, caller: Principal) -> ShadowRunView:
    """Let a candidate answer silently from now on."""
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    former = queries.last_run(tx, merchant.id)
    if former is not None and former.ended_at is None:
        raise ShadowRuns
    model_id = None
    if draft.engine == "trained":
        trained = publishing.unpublished(tx, merchant.id)
        if trained is None:
            raise NoCandidate
        model_id = trained.id
        publishing.hold(tx, model_id)
    elif _is_live(bot.settings_of(tx, merchant.id), draft):
        raise SameAsLive
    run = ShadowRun(
        id=tx.ids.new(),
        tenant_id=merchant.tenant_id,
        merchant_id=merchant.id,
        engine=draft.engine,
        model_id=model_id,
        answer_above=draft.answer_above,
        choices_above=draft.choices_above,
        started_by=caller.id,
        started_at=tx.now,
        read_until=tx.now,
        published=False,
    )
    tx.session.add(run)
    tx.flush()
    tx.schedule(SHADOW_TIMER, merchant.id, tx.now + PACE)
    return queries.run_view(tx, run)


def look(tx: Tx, merchant_id: str) -> None:
    """Have what was asked meanwhile put to the candidate, beside the writer."""
    run = queries.last_run(tx, merchant_id)
    if run is None or run.ended_at is not None:
        return
    if tx.now - run.started_at > LONGEST:
        _end(tx, run)
        return
    tx.emit(ShadowDue(merchant_id=merchant_id))
    tx.schedule(SHADOW_TIMER, merchant_id, tx.now + PACE)


def answers(tx: Tx, merchant_id: str) -> Answered | None:
    """Ask the candidate what it would have said; reads only."""
    run = queries.last_run(tx, merchant_id)
    if run is None or run.ended_at is not None:
        return None
    asked = queries.waiting(tx, run, AT_ONCE)
    if not asked:
        return None
    engine = bot.candidate_engine(tx, merchant_id, settings_of(tx, run), run.model_id)
    rows = []
    for live, content, customer_id in asked:
        verdict = engine.ask(text_of(content), facts_about(tx, customer_id))
        name, entries, sure = _said(verdict)
        rows.append(
            {
                "reply_id": live.id,
                "conversation_id": live.conversation_id,
                "at": live.at,
                "live": live.verdict,
                "verdict": name,
                "kind": kind_of(live.verdict, list(live.entry_ids), name, entries),
                "entry_ids": entries,
                "confidence": sure,
            }
        )
    return Answered(run.id, rows, asked[-1][0].at)


def keep(tx: Tx, found: Answered) -> None:
    """Store what the candidate would have said; where more waits, go on at once."""
    run = tx.session.get_one(ShadowRun, found.run_id)
    known = select(ShadowReply.reply_id).where(
        ShadowReply.run_id == run.id,
        ShadowReply.reply_id.in_([row["reply_id"] for row in found.rows]),
    )
    stored = set(tx.session.scalars(known))
    of = {"run_id": run.id, "tenant_id": run.tenant_id, "merchant_id": run.merchant_id}
    tx.session.add_all(
        ShadowReply(**of, **row) for row in found.rows if row["reply_id"] not in stored
    )
    run.read_until = max(run.read_until, found.read_until)
    if len(found.rows) == AT_ONCE and run.ended_at is None:
        tx.schedule(SHADOW_TIMER, run.merchant_id, tx.now)


def stop(tx: Tx, run_id: str, caller: Principal) -> ShadowRunView:
    """End a run; what it found stays to be read."""
    run = _going_on(tx, run_id, caller)
    _end(tx, run)
    return queries.run_view(tx, run)


def judged(tx: Tx, run_id: str, caller: Principal) -> Judgement:
    """Put the golden questions to the candidate; reads only."""
    run = _going_on(tx, run_id, caller)
    return bot.judged_candidate(tx, run.merchant_id, settings_of(tx, run), run.model_id)


def publish(tx: Tx, run_id: str, judgement: Judgement, caller: Principal) -> ShadowRunView:
    """Let the candidate answer customers, if it is not worse on the golden questions."""
    run = _going_on(tx, run_id, caller)
    if not judgement.is_not_worse:
        raise CandidateWorse(before=judgement.right_before, after=judgement.right_after)
    bot_service.set_up(tx, run.merchant_id, settings_of(tx, run), caller)
    if run.model_id is not None:
        publishing.release(tx, run.merchant_id, run.model_id)
    run.published = True
    _end(tx, run)
    return queries.run_view(tx, run)


def settings_of(tx: Tx, run: ShadowRun) -> BotSettings:
    """Return the shop's settings with the candidate's thresholds."""
    now = bot.settings_of(tx, run.merchant_id)
    thresholds = {"answer_above": run.answer_above, "choices_above": run.choices_above}
    return now.model_copy(update=thresholds)


def forget(tx: Tx, before: Instant) -> int:
    """Delete a page of what candidates said before a moment; return how many."""
    old = select(ShadowReply.run_id, ShadowReply.reply_id).where(
        # The index begins with the shop.
        ShadowReply.merchant_id.in_(select(Merchant.id)),
        ShadowReply.at < before,
    )
    rows = tx.connection.execute(old.limit(PAGE)).all()
    for run_id in {one.run_id for one in rows}:
        ids = [one.reply_id for one in rows if one.run_id == run_id]
        mine = ShadowReply.run_id == run_id, ShadowReply.reply_id.in_(ids)
        tx.connection.execute(delete(ShadowReply).where(*mine))
    return len(rows)


def _going_on(tx: Tx, run_id: str, caller: Principal) -> ShadowRun:
    run = queries.run_for(tx, caller, run_id)
    if run.ended_at is not None:
        raise ShadowIsOver
    return run


def _end(tx: Tx, run: ShadowRun) -> None:
    run.ended_at = tx.now
    if run.model_id is not None:
        publishing.let_go(tx, run.model_id)
    tx.cancel(SHADOW_TIMER, run.merchant_id)
    tx.flush()


def _is_live(settings: BotSettings, draft: ShadowDraft) -> bool:
    wanted = draft.answer_above, draft.choices_above
    return (settings.answer_above, settings.choices_above) == wanted


def _said(verdict: Verdict) -> tuple[str, list[str], float]:
    """Return a verdict as it is stored: its name, its entries, and how sure it is."""
    match verdict:
        case Answer():
            return "answer", [verdict.entry_id], verdict.confidence
        case Choices():
            ids = [one.entry_id for one in verdict.options]
            return "choices", ids, verdict.options[0].confidence
        case Unknown():
            return "unknown", [], verdict.confidence
        case _:
            return "pleasantry", [], 1.0
