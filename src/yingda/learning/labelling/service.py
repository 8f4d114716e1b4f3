"""Labelling a drawn transfer, blind to the other person."""

from sqlalchemy import select

from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx
from yingda.learning import service as board
from yingda.learning.judging.agreeing import JUDGES
from yingda.learning.labelling.errors import LabelledByTwo, TransferNotDrawn
from yingda.learning.labelling.models import TransferLabel
from yingda.learning.labelling.queries import shown_week
from yingda.learning.labels import Label
from yingda.learning.queries import leak_for


def label(tx: Tx, leak_id: str, found: Label, caller: Principal) -> None:
    """Say what one found; it may be changed until the other person has spoken too.

    What both find goes to the board, where nobody has labelled the transfer yet.
    """
    leak = leak_for(tx, caller, leak_id)
    tx.session.refresh(leak, with_for_update=True)
    if leak_id not in shown_week(tx, leak.merchant_id).drawn:
        raise TransferNotDrawn
    said = select(TransferLabel).where(TransferLabel.leg_id == leak_id)
    labels = {one.labeller_id: one for one in tx.session.scalars(said)}
    if len(labels) >= JUDGES:
        raise LabelledByTwo
    mine = labels.get(caller.id)
    if mine is None:
        mine = TransferLabel(
            leg_id=leak_id,
            labeller_id=caller.id,
            tenant_id=leak.tenant_id,
            merchant_id=leak.merchant_id,
        )
        tx.session.add(mine)
    mine.label, mine.at = found, tx.now
    labels[caller.id] = mine
    tx.flush()
    agree = len(labels) == JUDGES and len({one.label for one in labels.values()}) == 1
    if agree and leak.label is None:
        board.label(tx, leak_id, found, caller)
