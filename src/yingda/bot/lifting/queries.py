"""Reads around the optional language model: what admins see, what waits, what can be offered."""

from collections.abc import Sequence

from sqlalchemy import func, select

from yingda.bot.lifting import budget
from yingda.bot.lifting.models import LiftCall, LiftEndpoint, LiftQuestion
from yingda.bot.lifting.schemas import ModelCallView, ModelSettings, ModelView, Today
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import Instant
from yingda.foundation.due_work import in_turn
from yingda.foundation.transaction import Tx

MICRO = 1_000_000
SHOWN_CALLS = 20


def view_for(tx: Tx, caller: Principal) -> ModelView:
    """Return the tenant's settings and how the endpoint fares."""
    row = tx.session.get(LiftEndpoint, caller.tenant_id)
    today = _today(tx, caller.tenant_id, row)
    calls = _calls(tx, caller.tenant_id)
    if row is None:
        plain = ModelSettings().model_dump(exclude={"api_key"})
        return ModelView(
            **plain, has_key=False, paused_until=None, last_problem=None, last_problem_at=None,
            today=today, calls=calls,
        )  # fmt: skip
    own = {name: getattr(row, name) for name in ModelView.model_fields if hasattr(row, name)}
    own |= {
        "has_key": row.api_key is not None,
        "daily_cost": None if row.daily_cost_micro is None else row.daily_cost_micro / MICRO,
        "paused_until": row.paused_until if row.paused_until > tx.now else None,
        "today": today,
        "calls": calls,
    }
    return ModelView(**own)


def waiting(tx: Tx, limit: int, share: int) -> Sequence[tuple[str, str]]:
    """Return questions that nobody has taken yet with their merchants, each merchant's in turn."""
    question = LiftQuestion
    line = in_turn(
        question.message_id,
        question.merchant_id,
        question.asked_at,
        question.taken_at.is_(None),
        share=share,
        most=limit,
    )
    return [(message_id, merchant_id) for message_id, merchant_id in tx.session.execute(line)]


def anybody_on(tx: Tx) -> bool:
    """Tell whether any tenant uses a model."""
    return tx.session.scalar(select(LiftEndpoint.tenant_id).where(LiftEndpoint.on)) is not None


def _today(tx: Tx, tenant_id: str, row: LiftEndpoint | None) -> Today:
    day = budget.day_of(tx, tenant_id)
    tokens, cost = budget.used_on(tx, tenant_id, day)
    counted = select(LiftCall.status, func.count()).where(
        LiftCall.tenant_id == tenant_id, LiftCall.day == day
    )
    found = tx.session.execute(counted.group_by(LiftCall.status))
    counts = {str(row[0]): int(row[1]) for row in found}
    return Today(
        calls=sum(counts.values()),
        failed=counts.get("failed", 0),
        tokens=tokens,
        cost=cost / MICRO,
        capped=row is not None and budget.is_capped(tx, row),
        ends_at=budget.end_of_day(tx, tenant_id),
    )


def _calls(tx: Tx, tenant_id: str) -> list[ModelCallView]:
    latest = select(LiftCall).where(LiftCall.tenant_id == tenant_id)
    rows = tx.session.scalars(latest.order_by(LiftCall.id.desc()).limit(SHOWN_CALLS))
    return [
        ModelCallView(
            id=row.id,
            purpose=row.purpose,
            status=row.status,
            problem=row.problem,
            tokens=row.tokens_in + row.tokens_out,
            cost=row.cost_micro / MICRO,
            estimated=row.estimated,
            took_ms=row.took_ms,
            at=row.at,
        )
        for row in rows
    ]


def calls_in(tx: Tx, conversation_id: str) -> list[tuple[Instant, int]]:
    """Return when a model was asked in a conversation, and what it cost in millionths."""
    mine = select(LiftCall.at, LiftCall.cost_micro).where(
        LiftCall.conversation_id == conversation_id
    )
    return [(at, micro) for at, micro in tx.session.execute(mine)]


def currency_of(tx: Tx, tenant_id: str) -> str | None:
    """Return what a tenant's model is paid in, None without one."""
    row = tx.session.get(LiftEndpoint, tenant_id)
    return None if row is None else row.currency
