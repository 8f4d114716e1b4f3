"""What people make of it on the leak board: labels, judgements and fixes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx
from yingda.learning import looking, mending, queries
from yingda.learning.errors import LeakMended
from yingda.learning.labels import GAPS, USUAL_LABEL, Label
from yingda.learning.mending import Tried
from yingda.learning.models import AnswerAudit, BotTransfer, Mending
from yingda.learning.schemas import Fix, LeakRow, Mended, MendingDraft


def label(tx: Tx, leak_id: str, found: Label | None, caller: Principal) -> LeakRow:
    """Say what is behind a leak; the label names who is to mend it."""
    leak = queries.leak_for(tx, caller, leak_id)
    leak.label, leak.labelled_by, leak.labelled_at = found, caller.id, tx.now
    if found in GAPS:
        looking.want_first(tx, leak.merchant_id)  # so that it is seen when the gap is filled
    tx.flush()
    (row,) = queries.leak_rows(tx, [leak])
    return row


def judge_answer(tx: Tx, reply_id: str, *, right: bool, caller: Principal) -> None:
    """Say whether an answer of the bot was right; the last word counts."""
    reply = queries.reply_for_audit(tx, caller, reply_id)
    audit = tx.session.get(AnswerAudit, reply_id)
    if audit is None:
        audit = AnswerAudit(
            reply_id=reply_id, tenant_id=reply.tenant_id, merchant_id=reply.merchant_id
        )
        tx.session.add(audit)
    audit.right, audit.by, audit.at = right, caller.id, tx.now


def tried(tx: Tx, leak_id: str, fix: Fix, caller: Principal) -> Tried:
    """Return what a fix would do to golden questions, the leak's own and others'; reads only."""
    leak = queries.leak_for(tx, caller, leak_id)
    mending.check(tx, leak.merchant_id, fix, caller)
    return mending.tried(tx, leak, fix)


def mend(tx: Tx, leak_id: str, draft: MendingDraft, found: Tried, caller: Principal) -> Mended:
    """Make a fix that was tried; one that leaves a doubt only when a lead confirms it.

    It closes this leak and those of the same cause, unless it does not answer this one's question.
    """
    leak = queries.leak_for(tx, caller, leak_id)
    if leak.mended_at is not None:
        raise LeakMended
    outcome = found.outcome
    if not draft.confirmed:
        mending.refuse_doubts(outcome)
    mending.check(tx, leak.merchant_id, draft.fix, caller)
    entry_id = mending.make(tx, leak.merchant_id, draft.fix, caller)
    if draft.golden and entry_id is not None and (wording := mending.wording_of(draft.fix)):
        mending.keep_golden(tx, leak.merchant_id, wording, entry_id, caller)
    made = Mending(
        id=tx.ids.new(),
        tenant_id=leak.tenant_id,
        merchant_id=leak.merchant_id,
        kind=draft.fix.kind,
        change=_change_kept(draft.fix),
        entry_id=entry_id,
        verdict=outcome.model_dump(include={"golden", "right_before", "right_after"}),
        confirmed=bool(outcome.doubts),
        by=caller.id,
        at=tx.now,
    )
    tx.session.add(made)
    closed = [] if "not_answered" in outcome.doubts else [leak]
    for one in (*closed, *_still_open(tx, found.likewise)):
        one.mended_at, one.mending_id = tx.now, made.id
        one.label = one.label or leak.label or USUAL_LABEL[draft.fix.kind]
    tx.flush()
    (row,) = queries.leak_rows(tx, [leak])
    return Mended(leak=row, entry_id=entry_id, outcome=outcome)


def _still_open(tx: Tx, ids: Sequence[str]) -> Sequence[BotTransfer]:
    """Return those of the leaks that nobody has mended meanwhile."""
    mine = BotTransfer.leg_id.in_(ids), BotTransfer.mended_at.is_(None)
    return tx.session.scalars(select(BotTransfer).where(*mine)).all()


def _change_kept(fix: Fix) -> dict[str, Any]:
    """Return what of a change is kept for the record: ids and numbers, no words of customers."""
    return fix.model_dump(exclude={"question", "answer", "similar", "text"})
