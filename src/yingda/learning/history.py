"""What one conversation tells of the bot: legs, waits, what was asked, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from yingda.bot.flows.models import BotRun
from yingda.bot.models import BotReply
from yingda.bot.wishes import wants_human
from yingda.conversations.models import Conversation, Leg, Message, QueueStay, Row
from yingda.conversations.queries.access import conversation_by_id
from yingda.conversations.remarks import is_closing_remark
from yingda.foundation.clock import Instant
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx
from yingda.learning.following import Step
from yingda.learning.reasons import LEFT_MESSAGE, QUESTIONS, Asked, Reason, reason_of

MESSAGE = table_of(Message)
ENDS_WELL = frozenset({"thanks", "goodbye", "fine"})
ORDER = {"question": 0, "thanks": 0, "remark": 0, "task_done": 1, "transfer": 2}


@dataclass(frozen=True, slots=True)
class Said:
    """Something the customer said; `reply` is what the bot did about it, if anything.

    `is_entry` says that it only went on with a task: an address, a yes, a tap. `chose` is the
    entry that was tapped on.
    """

    seq: int
    at: Instant
    text: str
    content_type: str
    reply: BotReply | None
    is_remark: bool
    with_bot: bool = True
    is_entry: bool = False
    chose: str = ""

    @property
    def is_question(self) -> bool:
        """Tell whether the bot was really asked something, also when it had no time to answer."""
        if self.reply is None:
            return self.with_bot and not self.is_remark and not wants_human(self.text)
        return self.reply.verdict in QUESTIONS and not self.is_entry

    @property
    def verdict(self) -> str:
        """Return what the bot made of it."""
        return "unanswered" if self.reply is None else self.reply.verdict

    @property
    def offered(self) -> Sequence[str]:
        """Return the entries among which the customer was to choose."""
        if self.reply is None or self.reply.verdict != "choices":
            return ()
        return [str(one) for one in self.reply.entry_ids]

    @property
    def is_thanks(self) -> bool:
        """Tell whether the customer only thanked, agreed or took leave."""
        if self.reply is None:
            return self.is_remark
        return self.reply.verdict == "pleasantry" and self.reply.reason in ENDS_WELL


@dataclass(frozen=True, slots=True)
class Transferred:
    """The end of a leg of the bot with people, and why; `last` is the last real question."""

    leg: Leg
    at: Instant
    seq: int
    cause: str
    reason: Reason
    questions: int
    last: Said | None


@dataclass(frozen=True)
class History:
    """One conversation, in the order in which it happened."""

    row: Row
    legs: Sequence[Leg]
    stays: Sequence[QueueStay]
    said: Sequence[Said]
    runs: Sequence[BotRun] = ()

    def transfers(self) -> list[Transferred]:
        """Return every leg of the bot that ended with people, with the machine's reason."""
        return [
            self._transferred(leg, leg.left_at)
            for leg in self.legs
            if leg.owner_kind == "bot" and leg.left_at is not None and leg.leave_reason != "ended"
        ]

    def steps(self) -> list[Step]:
        """Return what matters to the answers: what was said, tasks done and transfers."""
        steps: list[Step] = []
        went_on = asked_before(self.said)
        for one in self.said:
            if one.is_question and one.seq not in went_on:
                steps.append(Step("question", one.seq, one.at, one.text))
            elif one.is_thanks:
                steps.append(Step("thanks", one.seq, one.at))
            elif one.with_bot and not one.is_question and not one.is_entry:
                steps.append(Step("remark", one.seq, one.at, one.text))
        for run in filter(is_done, self.runs):
            done_at = run.ended_at or run.changed_at
            seq = max((one.seq for one in self.said if one.at <= done_at), default=0)
            steps.append(Step("task_done", seq, done_at))
        steps += [Step("transfer", one.seq, one.at) for one in self.transfers()]
        return sorted(steps, key=lambda step: (step.seq, ORDER[step.kind]))

    def runs_since(self, at: Instant) -> list[BotRun]:
        """Return the tasks that were under way at a time, or came after it."""
        return [run for run in self.runs if run.ended_at is None or run.ended_at >= at]

    def questions_before(self, seq: int) -> list[Said]:
        """Return the real questions up to a `seq`."""
        return [one for one in self.said if one.is_question and one.seq <= seq]

    def _transferred(self, leg: Leg, left_at: Instant) -> Transferred:
        before = [one for one in self.said if one.at <= left_at]
        seq = before[-1].seq if before else 0
        questions = self.questions_before(seq)
        cause = self._cause(left_at)
        return Transferred(
            leg=leg,
            at=left_at,
            seq=seq,
            cause=cause,
            reason=reason_of(cause, asked_in(questions), _said_since(before, questions)),
            questions=len(questions),
            last=questions[-1] if questions else None,
        )

    def _cause(self, left_at: Instant) -> str:
        for stay in self.stays:
            if stay.entered_at == left_at:
                return stay.reason
        for leg in self.legs:
            if leg.owner_kind != "bot" and leg.joined_at == left_at:
                return leg.join_reason
        return LEFT_MESSAGE


def _said_since(said: Sequence[Said], questions: Sequence[Said]) -> list[str]:
    """Return what the customer said after the last real question."""
    last = questions[-1].seq if questions else 0
    return [one.text for one in said if one.seq > last]


def is_done(run: BotRun) -> bool:
    """Tell whether a customer got what they began a task for."""
    return run.status == "finished" and run.solved is not False


def asked_in(questions: Sequence[Said]) -> list[Asked]:
    """Return the questions as reasons see them: who chooses goes on with the same question."""
    asked: list[Asked] = []
    went_on = asked_before(questions)
    for one in questions:
        if one.seq in went_on:
            asked.pop()
        asked.append(Asked(went_on.get(one.seq, one).text, one.verdict))
    return asked


def asked_before(said: Sequence[Said]) -> dict[int, Said]:
    """Return, by its seq, the question that a choice goes on with: one that it was offered to.

    Whoever taps a question that nobody offered them as an answer asks something of its own.
    """
    found: dict[int, Said] = {}
    last: Said | None = None
    for one in said:
        if not one.is_question:
            continue
        if last is not None and one.chose and one.chose in last.offered:
            found[one.seq] = last
        else:
            last = one
    return found


def history_of(tx: Tx, conversation_id: str) -> History | None:
    """Return the conversation's history, None when there is no such conversation."""
    row = conversation_by_id(tx, conversation_id)
    if row is None:
        return None
    of = conversation_id
    legs = select(Leg).where(Leg.conversation_id == of).order_by(Leg.number)
    stays = select(QueueStay).where(QueueStay.conversation_id == of).order_by(QueueStay.entered_at)
    replies = select(BotReply).where(BotReply.conversation_id == of)
    by_message = {reply.asked_message_id: reply for reply in tx.session.scalars(replies)}
    runs = _runs(tx, of) if any(one.verdict == "task" for one in by_message.values()) else []
    return History(
        row=row,
        legs=tx.session.scalars(legs).all(),
        stays=tx.session.scalars(stays).all(),
        said=_said(tx, of, by_message),
        runs=runs,
    )


def came_back_after(tx: Tx, row: Row, within: int) -> bool:
    """Tell whether the customer opened another conversation, and spoke, soon after this one."""
    closed_at = row["closed_at"] or row["last_message_at"]
    later = select(Conversation.id).where(
        Conversation.thread_id == row["thread_id"],
        Conversation.id != row["id"],
        Conversation.opened_at > closed_at,
        Conversation.opened_at <= closed_at + within,
        Conversation.id.in_(_spoken_in()),
    )
    return tx.session.scalar(later.limit(1)) is not None


def _spoken_in() -> Any:  # noqa: ANN401 - a correlated SELECT, whatever SQLAlchemy calls it
    return (
        select(MESSAGE.c.conversation_id)
        .where(MESSAGE.c.conversation_id == Conversation.id, MESSAGE.c.sender_kind == "customer")
        .correlate(Conversation)
    )


def _runs(tx: Tx, conversation_id: str) -> Sequence[BotRun]:
    mine = select(BotRun).where(BotRun.conversation_id == conversation_id)
    return tx.session.scalars(mine.order_by(BotRun.started_at, BotRun.id)).all()


def _said(tx: Tx, conversation_id: str, replies: Mapping[str, BotReply]) -> list[Said]:
    mine = (
        select(MESSAGE)
        .where(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.sender_kind == "customer")
        .order_by(MESSAGE.c.seq)
    )
    rows = tx.connection.execute(mine).mappings().all()
    return [
        Said(
            seq=row["seq"],
            at=row["sent_at"],
            text=text_of(row["content"]),
            content_type=row["content_type"],
            reply=replies.get(row["id"]),
            is_remark=is_closing_remark(row["content_type"], row["content"]),
            with_bot=row["stage"] == "bot",
            is_entry=_goes_on(replies.get(row["id"])),
            chose=_chosen(row["content_type"], row["content"]),
        )
        for row in rows
    ]


def _goes_on(reply: BotReply | None) -> bool:
    """Tell whether the message went on with a task that another one began."""
    return reply is not None and reply.verdict == "task" and reply.begun_run_id is None


def _chosen(content_type: str, content: Mapping[str, Any]) -> str:
    return str(content.get("entry_id") or "") if content_type == "choice" else ""


def text_of(content: Mapping[str, Any]) -> str:
    """Return the words of a message, whatever kind it is."""
    return str(content.get("text") or content.get("title") or "")
