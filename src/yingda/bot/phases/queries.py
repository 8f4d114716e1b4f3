"""Reads of phases: which one a conversation follows, and what is other in it."""

from sqlalchemy import select

from yingda.bot.phases.errors import PhaseUnknown
from yingda.bot.phases.models import BotPhase
from yingda.bot.phases.schemas import PhaseChanges, PhaseView
from yingda.bot.schemas import BotSettings
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import Instant
from yingda.foundation.transaction import Tx
from yingda.merchants.queries import merchant_for, merchant_meant
from yingda.team.queries import staff_by_id

MOST_SHOWN = 100


def phase_at(tx: Tx, merchant_id: str, moment: Instant) -> BotPhase | None:
    """Return the phase that what begins at a moment follows, None in ordinary times."""
    of = BotPhase.merchant_id == merchant_id
    then = BotPhase.begins_at <= moment, BotPhase.ends_at > moment
    return tx.session.scalar(select(BotPhase).where(of, *then))


def changes_at(tx: Tx, merchant_id: str, moment: Instant) -> PhaseChanges | None:
    """Return what is other than usual for what begins at a moment."""
    phase = phase_at(tx, merchant_id, moment)
    return None if phase is None else PhaseChanges.model_validate(phase.changes)


def changed(settings: BotSettings, changes: PhaseChanges | None) -> BotSettings:
    """Return settings with what a phase changes; what it would offer is never surer than an answer.

    The usual settings may have moved since the phase was planned.
    """
    if changes is None:
        return settings
    told = changes.model_dump(exclude_none=True, exclude={"entry_level"})
    then = settings.model_copy(update=told)
    offered = min(then.choices_above, then.answer_above)
    return then.model_copy(update={"choices_above": offered})


def phases_for(tx: Tx, caller: Principal, merchant_id: str | None) -> list[PhaseView]:
    """Return the phases of a shop the caller may see, the latest first."""
    merchant = merchant_meant(tx, caller, merchant_id)
    mine = select(BotPhase).where(BotPhase.merchant_id == merchant.id)
    latest = mine.order_by(BotPhase.begins_at.desc()).limit(MOST_SHOWN)
    return [view_of(tx, one) for one in tx.session.scalars(latest)]


def view_of(tx: Tx, phase: BotPhase) -> PhaseView:
    """Return what is shown of a phase."""
    return PhaseView.of(phase, tx.now, staff_by_id(tx, phase.set_by).name)


def phase_for(tx: Tx, caller: Principal, phase_id: str) -> BotPhase:
    """Return a phase of a shop the caller may see; raises PhaseUnknown."""
    phase = tx.session.get(BotPhase, phase_id)
    if phase is None or phase.tenant_id != caller.tenant_id:
        raise PhaseUnknown
    merchant_for(tx, caller, phase.merchant_id)
    return phase
