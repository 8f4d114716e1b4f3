"""What one can do with phases: plan one, change it, end it early, call it off."""

from typing import Any

from sqlalchemy import select

from yingda.bot.phases import queries
from yingda.bot.phases.errors import PhaseBegun, PhasesOverlap, PhaseTimesWrong
from yingda.bot.phases.models import BotPhase
from yingda.bot.phases.schemas import PhaseDraft, PhaseView
from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_meant


def plan(tx: Tx, draft: PhaseDraft, caller: Principal) -> PhaseView:
    """Plan a phase; raises PhaseTimesWrong and PhasesOverlap."""
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    phase = BotPhase(
        id=tx.ids.new(),
        tenant_id=merchant.tenant_id,
        merchant_id=merchant.id,
        begins_at=max(draft.begins_at, tx.now),
        changes=_kept(draft),
    )
    _set(tx, phase, draft, caller)
    tx.session.add(phase)
    tx.flush()
    return queries.view_of(tx, phase)


def change(tx: Tx, phase_id: str, draft: PhaseDraft, caller: Principal) -> PhaseView:
    """Change a phase; of one that has begun only the name and the end, and the end not backwards.

    Raises PhaseBegun, PhaseTimesWrong and PhasesOverlap.
    """
    phase = queries.phase_for(tx, caller, phase_id)
    if phase.begins_at > tx.now:
        phase.begins_at, phase.changes = max(draft.begins_at, tx.now), _kept(draft)
    elif phase.ends_at <= tx.now or (draft.begins_at, _kept(draft)) != (
        phase.begins_at,
        phase.changes,
    ):
        raise PhaseBegun
    _set(tx, phase, draft, caller)
    tx.flush()
    return queries.view_of(tx, phase)


def end(tx: Tx, phase_id: str, caller: Principal) -> None:
    """End a running phase now, what began in it keeps it; one not begun yet is called off."""
    phase = queries.phase_for(tx, caller, phase_id)
    if phase.begins_at > tx.now:
        tx.session.delete(phase)
    else:
        phase.ends_at = min(phase.ends_at, tx.now)


def _set(tx: Tx, phase: BotPhase, draft: PhaseDraft, caller: Principal) -> None:
    if draft.ends_at <= max(phase.begins_at, tx.now):
        raise PhaseTimesWrong
    _refuse_overlap(tx, phase, draft)
    phase.name, phase.ends_at = draft.name, draft.ends_at
    phase.set_by, phase.set_at = caller.id, tx.now


def _refuse_overlap(tx: Tx, phase: BotPhase, draft: PhaseDraft) -> None:
    with tx.session.no_autoflush:
        # Two who plan at the same moment come one after the other.
        tx.session.get(Merchant, phase.merchant_id, with_for_update=True)
        same_time = select(BotPhase.name).where(
            BotPhase.merchant_id == phase.merchant_id,
            BotPhase.id != phase.id,
            BotPhase.begins_at < draft.ends_at,
            BotPhase.ends_at > phase.begins_at,
        )
        if (name := tx.session.scalar(same_time.limit(1))) is not None:
            raise PhasesOverlap(name=name)


def _kept(draft: PhaseDraft) -> dict[str, Any]:
    return draft.changes.model_dump(exclude_none=True)
