"""Figures that count what the bot said to single messages."""

from sqlalchemy import and_, case, exists, or_, select
from sqlalchemy.sql import ColumnElement

from yingda.bot.models import BotReply
from yingda.conversations.models import Conversation, Message
from yingda.insight.records import NOBODY, Entry, Records, entries, not_counted, with_customer
from yingda.insight.scopes import Scope
from yingda.learning.judging.models import SampledReply

MATCHED = ("answer", "choices")
ASKED = (*MATCHED, "unknown")


def matched(scope: Scope) -> Records:
    """匹配率, M65: messages that met an entry, a choice of entries or a task / valid messages.

    A message is valid when it asks something in words; courtesies, requests for a person, what a
    task asked for and suggested questions that were tapped are no records, pictures and files are
    `not_words`. A match need not be right: M66 says how many are.
    """
    return _replies(scope, or_(BotReply.verdict.in_(MATCHED), _began_task()))


def unanswered(scope: Scope) -> Records:
    """无答案率, M67: "I do not know" / valid messages (M65)."""
    return _replies(scope, BotReply.verdict == "unknown")


def precision(scope: Scope) -> Records:
    """识别准确率, M66: right matches / matches drawn at random and judged by two people.

    A match that is right in part is not right. Where the two do not agree, what a lead settled
    counts; what is not judged by both, or not settled, is `waiting`. It belongs to the day of the
    answer. The note is the verdict.
    """
    return with_customer(
        entries(
            Entry(
                id=SampledReply.reply_id,
                at=SampledReply.at,
                part=case((SampledReply.verdict == "right", 1), else_=0),
                reason=not_counted((SampledReply.verdict.is_(None), "waiting")),
                agent_name=NOBODY,
                note=SampledReply.verdict,
            )
        )
        .select_from(SampledReply)
        .join(Conversation, Conversation.id == SampledReply.conversation_id)
    ).where(*scope.owns(SampledReply), *scope.on_the_day(SampledReply.at))


def _replies(scope: Scope, hit: ColumnElement[bool]) -> Records:
    return (
        with_customer(
            entries(
                Entry(
                    id=BotReply.id,
                    at=BotReply.at,
                    part=case((hit, 1), else_=0),
                    reason=not_counted((_not_words(), "not_words")),
                    agent_name=NOBODY,
                    note=BotReply.reason,
                )
            )
            .select_from(BotReply)
            .join(Conversation, Conversation.id == BotReply.conversation_id)
        )
        .where(*scope.owns(BotReply), *scope.on_the_day(BotReply.at))
        .where(or_(BotReply.verdict.in_(ASKED), _began_task()), ~_tapped())
    )


def _began_task() -> ColumnElement[bool]:
    """Return whether a task was begun for the message; the rest of what tasks hear answers them."""
    return BotReply.begun_run_id.is_not(None)


def _tapped() -> ColumnElement[bool]:
    """Return whether the question was one that was shown to be tapped: no words to understand."""
    asked = and_(
        Message.conversation_id == BotReply.conversation_id,
        Message.id == BotReply.asked_message_id,
        Message.content_type == "choice",
    )
    return exists(select(Message.id).where(asked).correlate(BotReply))


def _not_words() -> ColumnElement[bool]:
    return (BotReply.verdict == "unknown") & (BotReply.reason == "not_words")
