"""Keeping what happened to the bot's customers, and what people make of it on the leak board."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import delete, select, update

from yingda.conversations.models import Conversation, Row
from yingda.conversations.queries.access import conversation_by_id
from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx
from yingda.learning import looking, mending, queries
from yingda.learning.errors import LeakMended
from yingda.learning.following import COMES_BACK_WITHIN, Outcome, Step, outcome_of, rated
from yingda.learning.history import (
    History,
    Said,
    Transferred,
    asked_before,
    came_back_after,
    history_of,
)
from yingda.learning.journeys import SIMPLE, path_of
from yingda.learning.labels import GAPS, USUAL_LABEL, Label
from yingda.learning.mending import Tried
from yingda.learning.models import AnswerAudit, AnswerOutcome, BotTransfer, Mending, PathHop
from yingda.learning.paths import Ending, Hop
from yingda.learning.schemas import Fix, LeakRow, Mended, MendingDraft
from yingda.quality.models import Rating

SETTLED_TIMER = "learning.settled"


@dataclass(frozen=True)
class Learned:
    """What one conversation teaches, worked out before anything is written."""

    history: History
    transfers: list[Transferred]
    path: list[Hop]
    outcomes: list[tuple[Said, Outcome]]


def learned_from(tx: Tx, conversation_id: str) -> Learned | None:
    """Work out what the conversation teaches; reads only."""
    history = history_of(tx, conversation_id)
    if history is None:
        return None
    return Learned(history, history.transfers(), path_of(tx, history), _outcomes(history))


def keep_transfers(tx: Tx, history: History, transfers: list[Transferred]) -> None:
    """Store transfers that are not stored yet; what people said of one stays."""
    row = history.row
    for one in transfers:
        if tx.session.get(BotTransfer, one.leg.id) is not None:
            continue
        reply = one.last.reply if one.last is not None else None
        tx.session.add(
            BotTransfer(
                leg_id=one.leg.id,
                tenant_id=row["tenant_id"],
                merchant_id=row["merchant_id"],
                conversation_id=row["id"],
                customer_id=row["customer_id"],
                at=one.at,
                seq=one.seq,
                reason=one.reason,
                cause=one.cause,
                questions=one.questions,
                asked_seq=one.last.seq if one.last is not None else None,
                reply_id=reply.id if reply is not None else None,
                entry_ids=list(reply.entry_ids) if reply is not None else [],
            )
        )


def keep(tx: Tx, learned: Learned) -> None:
    """Store what a conversation taught, in place of what it taught before it was re-opened."""
    row = learned.history.row
    keep_transfers(tx, learned.history, learned.transfers)
    _keep_path(tx, row, learned.path)
    for said, outcome in learned.outcomes:
        _keep_outcome(tx, row, said, outcome)
    tx.flush()
    if learned.transfers or any(one.is_question for one in learned.history.said):
        _note_return(tx, row)
    if any(outcome == "watched" for _, outcome in learned.outcomes) or _is_open_ended(learned):
        _watch(tx, row)


def settle(tx: Tx, conversation_id: str) -> None:
    """After 72 hours of silence say that it was solved, or that the customer came back."""
    row = conversation_by_id(tx, conversation_id)
    if row is None or row["status"] != "closed":
        return
    back = came_back_after(tx, row, COMES_BACK_WITHIN)
    if back:
        _end_watch(tx, [conversation_id], "came_back", Ending("came_back"))
    else:
        _end_watch(tx, [conversation_id], "left_satisfied", Ending("resolved", "no_contact"))


def note_rating(tx: Tx, conversation_id: str) -> None:
    """Let a rating speak for the last answer and for the end of the path."""
    rating = tx.session.get(Rating, conversation_id)
    learned = learned_from(tx, conversation_id)
    if rating is None or learned is None:
        return
    stored = select(AnswerOutcome).where(AnswerOutcome.conversation_id == conversation_id)
    latest = stored.order_by(AnswerOutcome.at.desc(), AnswerOutcome.reply_id.desc()).limit(1)
    if (last := tx.session.scalars(latest).first()) is not None:
        last.score = rating.score
        last.outcome = rated(cast("Outcome", last.outcome), rating.score)
        last.settled_at = tx.now if last.outcome != "watched" else last.settled_at
    _keep_path(tx, learned.history.row, learned.path)
    tx.flush()
    if _is_open_ended(learned) or (last is not None and last.outcome == "watched"):
        _watch(tx, learned.history.row)


def _is_open_ended(learned: Learned) -> bool:
    """Tell whether it is not known yet how the conversation ended with the bot."""
    return any(one.outcome == "watched" for one in learned.path if one.stretch.level < SIMPLE)


def _watch(tx: Tx, row: Row) -> None:
    """Let 72 hours tell what came of it; when they have passed, they tell at once."""
    until = (row["closed_at"] or tx.now) + COMES_BACK_WITHIN
    if until > tx.now:
        tx.schedule(SETTLED_TIMER, row["id"], until)
    else:
        settle(tx, row["id"])


def _outcomes(history: History) -> list[tuple[Said, Outcome]]:
    steps, went_on = history.steps(), asked_before(history.said)
    found: list[tuple[Said, Outcome]] = []
    for one in history.said:
        if one.reply is None or one.reply.verdict != "answer" or one.reply.handed_over:
            continue
        asked = Step("question", one.seq, one.at, went_on.get(one.seq, one).text)
        found.append((one, outcome_of(asked, [step for step in steps if _is_later(step, one)])))
    return found


def _is_later(step: Step, than: Said) -> bool:
    at_once = step.kind in {"transfer", "task_done"} and step.seq == than.seq
    return step.seq > than.seq or at_once


def _keep_path(tx: Tx, row: Row, path: list[Hop]) -> None:
    tx.session.execute(delete(PathHop).where(PathHop.conversation_id == row["id"]))
    tx.session.add_all(
        PathHop(
            conversation_id=row["id"],
            number=number,
            tenant_id=row["tenant_id"],
            merchant_id=row["merchant_id"],
            level=hop.stretch.level,
            reason=hop.stretch.reason,
            policy_id=hop.stretch.policy_id,
            entered_at=hop.stretch.entered_at,
            seconds=hop.seconds,
            outcome=hop.outcome,
            evidence=hop.evidence,
        )
        for number, hop in enumerate(path)
    )


def _keep_outcome(tx: Tx, row: Row, said: Said, outcome: Outcome) -> None:
    assert said.reply is not None
    kept = tx.session.get(AnswerOutcome, said.reply.id)
    if kept is None:
        kept = AnswerOutcome(
            reply_id=said.reply.id,
            tenant_id=row["tenant_id"],
            merchant_id=row["merchant_id"],
            conversation_id=row["id"],
            entry_id=said.reply.entry_ids[0],
            confidence=said.reply.confidence,
            at=said.reply.at,
        )
        tx.session.add(kept)
    kept.outcome = outcome
    kept.settled_at = None if outcome == "watched" else tx.now


def _note_return(tx: Tx, row: Row) -> None:
    """Tell the conversations before this one, still watched, that their customer came back."""
    earlier = select(Conversation.id).where(
        Conversation.thread_id == row["thread_id"],
        Conversation.id != row["id"],
        Conversation.closed_at < row["opened_at"],
        Conversation.closed_at >= row["opened_at"] - COMES_BACK_WITHIN,
    )
    ids = list(tx.session.scalars(earlier))
    _end_watch(tx, ids, "came_back", Ending("came_back"))
    closed_by_people = PathHop.conversation_id.in_(ids), PathHop.evidence == "person_closed"
    came_back = {"outcome": "came_back", "evidence": None}
    tx.session.execute(update(PathHop).where(*closed_by_people).values(came_back))


def _end_watch(tx: Tx, ids: list[str], outcome: Outcome, ending: Ending) -> None:
    if not ids:
        return
    tx.session.execute(
        update(AnswerOutcome)
        .where(AnswerOutcome.conversation_id.in_(ids), AnswerOutcome.outcome == "watched")
        .values(outcome=outcome, settled_at=tx.now)
    )
    tx.session.execute(
        update(PathHop)
        .where(PathHop.conversation_id.in_(ids), PathHop.outcome == "watched")
        .values(outcome=ending.outcome, evidence=ending.evidence)
    )


# ------------------------------------------------------------------ the leak board


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
