"""Reads of the sample of transfers: what somebody may label, and how far two people agree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select

from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import Instant
from yingda.foundation.transaction import Tx
from yingda.learning.judging.agreeing import JUDGES, agreement, kappa, pairs_of
from yingda.learning.judging.drawing import WEEK
from yingda.learning.labelling.differing import differ
from yingda.learning.labelling.models import TransferLabel
from yingda.learning.labelling.sampling import SIZE, drawn, week_of
from yingda.learning.labelling.schemas import AgreementView, TransferSampleView, TransferToLabel
from yingda.learning.models import BotTransfer
from yingda.learning.queries import last_turns, leak_rows
from yingda.learning.schemas import LeakRow
from yingda.merchants.queries import merchant_meant

WEEKS = 4
GOAL = 0.7
MOST_SHOWN = 20
Labels = Mapping[str, Mapping[str, str]]
"""By transfer, what each person found."""


@dataclass(frozen=True)
class Week:
    """The transfers drawn of one week, of `among`."""

    since: Instant
    drawn: Sequence[str]
    among: int


def sample_for(tx: Tx, caller: Principal, merchant_id: str | None) -> TransferSampleView:
    """Return the sample of the last whole week, or of this one where that had no transfers."""
    merchant = merchant_meant(tx, caller, merchant_id)
    week = shown_week(tx, merchant.id)
    since = week_of(tx.now) - WEEKS * WEEK
    found = _found(tx, merchant.id, since)
    mine = [
        leg_id
        for leg_id in week.drawn
        if len(said := found.get(leg_id, {})) < JUDGES and caller.id not in said
    ]
    return TransferSampleView(
        since=week.since,
        until=week.since + WEEK,
        size=len(week.drawn),
        among=week.among,
        week=_agreed(found.get(leg_id, {}) for leg_id in week.drawn),
        weeks=_agreed(found.values()),
        goal=GOAL,
        left=len(mine),
        waiting=_waiting(tx, mine[:MOST_SHOWN]),
        split=_split(tx, merchant.id, since),
    )


def shown_week(tx: Tx, merchant_id: str) -> Week:
    """Return what is labelled now: the last whole week, or this one where that was empty."""
    this = week_of(tx.now)
    last = _week(tx, merchant_id, this - WEEK)
    return last if last.among else _week(tx, merchant_id, this)


def _week(tx: Tx, merchant_id: str, since: Instant) -> Week:
    spoken = exists(select(TransferLabel.leg_id).where(TransferLabel.leg_id == BotTransfer.leg_id))
    of_week = (
        BotTransfer.merchant_id == merchant_id,
        BotTransfer.at >= since,
        BotTransfer.at < since + WEEK,
    )
    rows = tx.session.execute(select(BotTransfer.leg_id, spoken).where(*of_week)).all()
    labelled = {leg_id for leg_id, is_labelled in rows if is_labelled}
    return Week(since, drawn([leg_id for leg_id, _ in rows], since, labelled), len(rows))


def _found(tx: Tx, merchant_id: str, since: Instant) -> Labels:
    """Return what was found behind transfers since then."""
    rows = (
        select(TransferLabel.leg_id, TransferLabel.labeller_id, TransferLabel.label)
        .join(BotTransfer, BotTransfer.leg_id == TransferLabel.leg_id)
        .where(
            TransferLabel.merchant_id == merchant_id,
            TransferLabel.at >= since,
            BotTransfer.at >= since,
        )
    )
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for leg_id, labeller_id, label in tx.session.execute(rows):
        found[leg_id][labeller_id] = label
    return found


def _agreed(said: Iterable[Mapping[str, str]]) -> AgreementView:
    pairs = pairs_of(said)
    return AgreementView(
        pairs=len(pairs),
        missing=max(0, SIZE - len(pairs)),
        agreement=agreement(pairs),
        kappa=kappa(pairs),
    )


def _waiting(tx: Tx, leg_ids: Sequence[str]) -> list[TransferToLabel]:
    mine = select(BotTransfer).where(BotTransfer.leg_id.in_(leg_ids))
    leaks = {one.leg_id: one for one in tx.session.scalars(mine)}
    rows = {one.id: one for one in leak_rows(tx, list(leaks.values()))}
    return [
        TransferToLabel(
            leak_id=leg_id,
            conversation_id=rows[leg_id].conversation_id,
            at=rows[leg_id].at,
            reason=rows[leg_id].reason,
            question=rows[leg_id].question,
            turns=last_turns(tx, leaks[leg_id]),
        )
        for leg_id in leg_ids
    ]


def _split(tx: Tx, merchant_id: str, since: Instant) -> list[LeakRow]:
    mine = BotTransfer.merchant_id == merchant_id, BotTransfer.at >= since, differ()
    ordered = select(BotTransfer).where(*mine).order_by(BotTransfer.at, BotTransfer.leg_id)
    return leak_rows(tx, tx.session.scalars(ordered.limit(MOST_SHOWN)).all())
