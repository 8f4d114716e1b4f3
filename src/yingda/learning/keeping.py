"""Keeping what happened to the bot's customers: transfers, paths, and what answers led to."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import delete, select, update

from yingda.bot.lifting.queries import currency_of
from yingda.conversations.models import Conversation, Row
from yingda.conversations.queries.access import conversation_by_id
from yingda.foundation.transaction import Tx
from yingda.learning.designs import designed_level_of
from yingda.learning.following import COMES_BACK_WITHIN, Outcome, Step, outcome_of, rated
from yingda.learning.history import (
    History,
    Said,
    Transferred,
    asked_before,
    came_back_after,
    history_of,
)
from yingda.learning.journeys import path_of
from yingda.learning.models import AnswerOutcome, BotTransfer, PathHop
from yingda.learning.paths import SIMPLE, Ending, Hop
from yingda.quality.models import Rating

SETTLED_TIMER = "learning.settled"


@dataclass(frozen=True)
class Learned:
    """What one conversation teaches, worked out before anything is written."""

    history: History
    transfers: list[Transferred]
    path: list[Hop]
    designed_level: int | None
    outcomes: list[tuple[Said, Outcome]]


def learned_from(tx: Tx, conversation_id: str) -> Learned | None:
    """Work out what the conversation teaches; reads only."""
    history = history_of(tx, conversation_id)
    if history is None:
        return None
    path = path_of(tx, history)
    designed = designed_level_of(tx, history, path) if path else None
    return Learned(history, history.transfers(), path, designed, _outcomes(history))


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
    _keep_path(tx, learned)
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
    _keep_path(tx, learned)
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


def _keep_path(tx: Tx, learned: Learned) -> None:
    row = learned.history.row
    paid_in = currency_of(tx, row["tenant_id"])
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
            work_seconds=hop.spent.work_seconds,
            model_micro=hop.spent.model_micro,
            model_currency=paid_in if hop.spent.model_micro else None,
            designed_level=learned.designed_level,
            outcome=hop.outcome,
            evidence=hop.evidence,
        )
        for number, hop in enumerate(learned.path)
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
