"""Forgetting what customers entered in tasks; that they were there stays."""

from collections.abc import Sequence

from sqlalchemy import update

from yingda.bot.flows.models import BotCall, BotRun, StaffCall
from yingda.foundation.db import Tx


def forget_entries(tx: Tx, conversation_ids: Sequence[str]) -> None:
    """Take what was entered out of the runs and calls of these conversations."""
    run = tx.connection.execute
    run(update(BotRun).where(BotRun.conversation_id.in_(conversation_ids)).values(values={}))
    mine = BotCall.conversation_id.in_(conversation_ids)
    run(update(BotCall).where(mine).values(body={}, answer=None))
    by_staff = StaffCall.conversation_id.in_(conversation_ids)
    run(update(StaffCall).where(by_staff).values(body={}, answer=None))
