"""Reads of the sample: what somebody may judge, what is split, and what all of it says."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from yingda.bot import queries as bot
from yingda.bot.models import BotReply
from yingda.conversations.models import Message
from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx
from yingda.learning.history import text_of
from yingda.learning.judging.agreeing import JUDGES, agreement, kappa, pairs_of
from yingda.learning.judging.models import Judgement, SampleDraw, SampledReply
from yingda.learning.judging.schemas import JudgedBy, SampledView, SampleView, SplitView
from yingda.learning.queries import entry_titles
from yingda.learning.shares import wilson
from yingda.merchants.queries import merchant_meant
from yingda.team.models import Staff

MOST_SHOWN = 200
Verdicts = dict[str, dict[str, str]]
"""By reply, what each judge said."""


def sample_for(tx: Tx, caller: Principal, merchant_id: str | None) -> SampleView:
    """Return a shop's sample as the caller may see it: blind to what one other judge said."""
    merchant = merchant_meant(tx, caller, merchant_id)
    drawn = tx.session.get(SampleDraw, merchant.id)
    said = _said(tx, merchant.id)
    pairs = pairs_of(said.values())
    settled, right = _counted(tx, merchant.id)
    low, high = wilson(right, settled) if settled else (None, None)
    pending = _pending(tx, merchant.id, split=False)
    mine = [
        one
        for one in pending
        if len(by := said.get(one.reply_id, {})) < JUDGES and caller.id not in by
    ]
    return SampleView(
        drawn_at=None if drawn is None else drawn.drawn_at,
        next_at=None if drawn is None else drawn.next_at,
        size=0 if drawn is None else drawn.size,
        among=0 if drawn is None else drawn.among,
        per_week=bot.settings_of(tx, merchant.id).judged_per_week,
        judged=settled,
        right=right,
        precision=right / settled if settled else None,
        low=low,
        high=high,
        judged_by_two=len(pairs),
        agreement=agreement(pairs),
        kappa=kappa(pairs),
        unjudged=len(pending),
        waiting=_shown(tx, mine[:MOST_SHOWN]),
        split=_split(tx, _pending(tx, merchant.id, split=True)[:MOST_SHOWN], said),
    )


def _said(tx: Tx, merchant_id: str) -> Verdicts:
    columns = Judgement.reply_id, Judgement.judge_id, Judgement.verdict
    rows = select(*columns).join(SampledReply, SampledReply.reply_id == Judgement.reply_id)
    found: Verdicts = defaultdict(dict)
    for reply_id, judge_id, verdict in tx.session.execute(
        rows.where(SampledReply.merchant_id == merchant_id)
    ):
        found[reply_id][judge_id] = verdict
    return found


def _counted(tx: Tx, merchant_id: str) -> tuple[int, int]:
    """Return how many are settled, and how many of these are right."""
    mine = SampledReply.merchant_id == merchant_id, SampledReply.verdict.is_not(None)
    counts = select(SampledReply.verdict, func.count()).where(*mine).group_by(SampledReply.verdict)
    found = {verdict: int(n) for verdict, n in tx.session.execute(counts)}
    return sum(found.values()), found.get("right", 0)


def _pending(tx: Tx, merchant_id: str, *, split: bool) -> Sequence[SampledReply]:
    mine = (
        SampledReply.merchant_id == merchant_id,
        SampledReply.verdict.is_(None),
        SampledReply.is_split.is_(split),
    )
    ordered = select(SampledReply).where(*mine).order_by(SampledReply.drawn_at, SampledReply.at)
    return tx.session.scalars(ordered).all()


def _split(tx: Tx, sampled: Sequence[SampledReply], said: Verdicts) -> list[SplitView]:
    ids = {judge_id for one in sampled for judge_id in said[one.reply_id]}
    known = select(Staff.id, Staff.name).where(Staff.id.in_(ids))
    names = {row.id: row.name for row in tx.session.execute(known)}
    return [
        SplitView(
            **one.model_dump(),
            judges=[
                JudgedBy.model_validate({"name": names.get(judge, ""), "verdict": verdict})
                for judge, verdict in sorted(said[one.reply_id].items())
            ],
        )
        for one in _shown(tx, sampled)
    ]


def _shown(tx: Tx, sampled: Sequence[SampledReply]) -> list[SampledView]:
    """Return what is to be judged with its words, as far as they are still kept."""
    question, answer = aliased(Message), aliased(Message)
    of_talk = question.conversation_id == BotReply.conversation_id
    its = answer.conversation_id == BotReply.conversation_id
    rows = (
        select(BotReply, question.content, answer.content)
        .outerjoin(question, and_(of_talk, question.id == BotReply.asked_message_id))
        .outerjoin(answer, and_(its, answer.id == BotReply.message_id))
        .where(BotReply.id.in_([one.reply_id for one in sampled]))
    )
    found = {reply.id: (reply, asked, told) for reply, asked, told in tx.session.execute(rows)}
    titles = entry_titles(tx, [one for reply, _, _ in found.values() for one in reply.entry_ids])
    views = []
    for one in sampled:
        reply, asked, told = found[one.reply_id]
        views.append(
            SampledView(
                reply_id=one.reply_id,
                conversation_id=one.conversation_id,
                at=one.at,
                verdict="choices" if reply.verdict == "choices" else "answer",
                question=text_of(asked or {}),
                answer=text_of(told or {}),
                entries=[titles[entry] for entry in reply.entry_ids if entry in titles],
            )
        )
    return views
