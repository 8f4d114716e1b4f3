"""Reads of the sample of transfers: what somebody may label, and how far two people agree."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import Instant
from yingda.foundation.transaction import Tx
from yingda.learning.judging.agreeing import agreement, kappa
from yingda.learning.labelling.models import TransferLabel
from yingda.learning.labelling.sampling import WEEK, drawn, week_of
from yingda.learning.labelling.schemas import (
    FoundBy,
    TransferSampleView,
    TransferSplit,
    TransferToLabel,
)
from yingda.learning.models import BotTransfer
from yingda.learning.queries import last_turns, leak_rows
from yingda.merchants.queries import merchant_meant
from yingda.team.models import Staff

WEEKS = 4
LABELLERS = 2
GOAL = 0.7
MOST_SHOWN = 20
Labels = Mapping[str, Mapping[str, str]]
"""By transfer, what each person found."""


@dataclass(frozen=True)
class Week:
    """The transfers of one week, by chance, of `among`."""

    since: Instant
    drawn: Sequence[str]
    among: int


def sample_for(tx: Tx, caller: Principal, merchant_id: str | None) -> TransferSampleView:
    """Return the sample of the last whole week, or of this one where that had no transfers."""
    merchant = merchant_meant(tx, caller, merchant_id)
    weeks = weeks_of(tx, merchant.id)
    found = _found(tx, merchant.id)
    week = shown_week(weeks)
    pairs = [
        (said[first], said[second])
        for one in weeks
        for leg_id in one.drawn
        if len(said := found.get(leg_id, {})) == LABELLERS
        for first, second in [sorted(said)]
    ]
    mine = [
        leg_id
        for leg_id in week.drawn
        if len(said := found.get(leg_id, {})) < LABELLERS and caller.id not in said
    ]
    return TransferSampleView(
        since=week.since,
        until=week.since + WEEK,
        size=len(week.drawn),
        among=week.among,
        twice=sum(len(found.get(leg_id, {})) == LABELLERS for leg_id in week.drawn),
        pairs=len(pairs),
        agreement=agreement(pairs),
        kappa=kappa(pairs),
        goal=GOAL,
        left=len(mine),
        waiting=_waiting(tx, mine[:MOST_SHOWN]),
        split=_split(tx, found),
    )


def weeks_of(tx: Tx, merchant_id: str) -> list[Week]:
    """Return what is drawn of this week and of the four before it, the newest first."""
    this = week_of(tx.now)
    by_week: defaultdict[Instant, list[str]] = defaultdict(list)
    rows = select(BotTransfer.leg_id, BotTransfer.at).where(
        BotTransfer.merchant_id == merchant_id, BotTransfer.at >= this - WEEKS * WEEK
    )
    for leg_id, at in tx.session.execute(rows):
        by_week[week_of(at)].append(leg_id)
    starts = [this - number * WEEK for number in range(WEEKS + 1)]
    return [Week(one, drawn(by_week[one], one), len(by_week[one])) for one in starts]


def shown_week(weeks: Sequence[Week]) -> Week:
    """Return the week that is labelled now."""
    this, last, *_ = weeks
    return last if last.among else this


def _found(tx: Tx, merchant_id: str) -> Labels:
    columns = TransferLabel.leg_id, TransferLabel.labeller_id, TransferLabel.label
    rows = select(*columns).where(TransferLabel.merchant_id == merchant_id)
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for leg_id, labeller_id, label in tx.session.execute(rows):
        found[leg_id][labeller_id] = label
    return found


def _waiting(tx: Tx, leg_ids: Sequence[str]) -> list[TransferToLabel]:
    leaks = {one.leg_id: one for one in _leaks(tx, leg_ids)}
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


def _split(tx: Tx, found: Labels) -> list[TransferSplit]:
    differ = [leg_id for leg_id, said in found.items() if len(set(said.values())) > 1]
    open_ones = [one for one in _leaks(tx, differ) if one.label is None]
    rows = leak_rows(tx, open_ones[:MOST_SHOWN])
    known = select(Staff.id, Staff.name).where(
        Staff.id.in_({one for s in found.values() for one in s})
    )
    names = {row.id: row.name for row in tx.session.execute(known)}
    return [
        TransferSplit(
            leak_id=row.id,
            conversation_id=row.conversation_id,
            at=row.at,
            question=row.question,
            found=[
                FoundBy.model_validate({"name": names.get(who, ""), "label": label})
                for who, label in sorted(found[row.id].items())
            ],
        )
        for row in rows
    ]


def _leaks(tx: Tx, leg_ids: Sequence[str]) -> Sequence[BotTransfer]:
    mine = select(BotTransfer).where(BotTransfer.leg_id.in_(leg_ids))
    return tx.session.scalars(mine.order_by(BotTransfer.at, BotTransfer.leg_id)).all()
