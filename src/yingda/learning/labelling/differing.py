"""Where the two people of the sample differ: the board lists it, and its label settles it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from yingda.foundation.transaction import Tx
from yingda.learning.labelling.models import TransferLabel
from yingda.learning.models import BotTransfer
from yingda.learning.schemas import FoundBy
from yingda.team.models import Staff


def differ() -> ColumnElement[bool]:
    """Tell that two people found different things behind a transfer, and nobody settled it."""
    one, other = aliased(TransferLabel), aliased(TransferLabel)
    apart = (
        select(one.leg_id)
        .join(other, and_(other.leg_id == one.leg_id, other.label != one.label))
        .where(one.leg_id == BotTransfer.leg_id)
    )
    return and_(BotTransfer.label.is_(None), exists(apart.correlate(BotTransfer)))


def found_behind(tx: Tx, leg_ids: Sequence[str]) -> Mapping[str, list[FoundBy]]:
    """Return what each person found, of those transfers on which two differ and no others.

    What one person found alone is never among it: the other one is to be blind to it.
    """
    rows = (
        select(TransferLabel.leg_id, Staff.name, TransferLabel.label)
        .join(BotTransfer, BotTransfer.leg_id == TransferLabel.leg_id)
        .outerjoin(Staff, Staff.id == TransferLabel.labeller_id)
        .where(TransferLabel.leg_id.in_(leg_ids), differ())
        .order_by(TransferLabel.labeller_id)
    )
    found: defaultdict[str, list[FoundBy]] = defaultdict(list)
    for leg_id, name, label in tx.session.execute(rows):
        found[leg_id].append(FoundBy.model_validate({"name": name or "", "label": label}))
    return found
