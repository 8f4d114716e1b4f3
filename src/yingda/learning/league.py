"""The league of answers: what customers did after each, ranked by volume times failure; S1.35."""

from collections import defaultdict
from typing import cast

from sqlalchemy import func, select

from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY
from yingda.foundation.transaction import Tx
from yingda.knowledge.models import KnowledgeEntry
from yingda.learning import reviewing
from yingda.learning.following import FAILURES, OUTCOMES, Outcome
from yingda.learning.league_schemas import LeagueRow
from yingda.learning.models import AnswerOutcome
from yingda.merchants.queries import merchant_meant

OFTEN = 20
"""Answers told as often as this in 30 days are read again every 30 days, the others every 90."""
OFTEN_CYCLE, SELDOM_CYCLE = 30 * DAY, 90 * DAY


def league_for(tx: Tx, caller: Principal, merchant_id: str | None, days: int) -> list[LeagueRow]:
    """Return every live entry that was told in the last days, or asks for somebody, worst first.

    First stand those found wrong and not changed since, then the order is the number of failures,
    which is volume times failure rate; no rating is needed. Read again is what is due.
    """
    merchant = merchant_meant(tx, caller, merchant_id)
    counts, scores = _outcomes(tx, merchant.id, tx.now - days * DAY)
    told = {entry_id: sum(found.values()) for entry_id, found in counts.items()}
    mine = KnowledgeEntry.merchant_id == merchant.id, KnowledgeEntry.status == "live"
    live = tx.session.scalars(select(KnowledgeEntry).where(*mine)).all()
    reviewed = reviewing.latest(tx, merchant.id)
    wrong = [reviewed[one.id] for one in live if reviewing.stands(one, reviewed.get(one.id))]
    views = zip(wrong, reviewing.found_views(tx, wrong), strict=True)
    found = {one.entry_id: view for one, view in views}
    rows = []
    for entry in live:
        n = told.get(entry.id, 0)
        last = reviewed.get(entry.id)
        read_at = max(entry.answered_at, last.at if last else 0)
        cycle = OFTEN_CYCLE if n * 30 >= OFTEN * days else SELDOM_CYCLE
        due_at = read_at + cycle
        if not n and due_at > tx.now and entry.id not in found:
            continue
        row = _row(entry, counts.get(entry.id, {}), scores.get(entry.id), due_at, tx.now)
        rows.append(row.model_copy(update={"found": found.get(entry.id)}))
    return sorted(rows, key=lambda row: (row.found is None, -row.failures, -row.n, row.due_at))


def _row(
    entry: KnowledgeEntry,
    outcomes: dict[Outcome, int],
    score: float | None,
    due_at: int,
    now: int,
) -> LeagueRow:
    n = sum(outcomes.values())
    failures = sum(outcomes.get(one, 0) for one in FAILURES)
    settled = n - outcomes.get("watched", 0)
    return LeagueRow(
        entry_id=entry.id,
        question=entry.question,
        n=n,
        outcomes={str(one): outcomes.get(one, 0) for one in OUTCOMES},
        failures=failures,
        failure_rate=failures / settled if settled else None,
        score=score,
        due_at=due_at,
        overdue=due_at <= now,
    )


def _outcomes(
    tx: Tx, merchant_id: str, since: int
) -> tuple[dict[str, dict[Outcome, int]], dict[str, float]]:
    of = (AnswerOutcome.merchant_id == merchant_id, AnswerOutcome.at >= since)
    columns = (AnswerOutcome.entry_id, AnswerOutcome.outcome)
    grouped = select(*columns, func.count()).where(*of).group_by(*columns)
    counts: dict[str, dict[Outcome, int]] = defaultdict(dict)
    for entry_id, outcome, n in tx.session.execute(grouped):
        counts[entry_id][cast("Outcome", outcome)] = n
    rated = (
        select(AnswerOutcome.entry_id, func.avg(AnswerOutcome.score))
        .where(*of, AnswerOutcome.score.is_not(None))
        .group_by(AnswerOutcome.entry_id)
    )
    return counts, {one: float(mean) for one, mean in tx.session.execute(rated)}
