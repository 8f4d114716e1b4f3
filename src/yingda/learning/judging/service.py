"""Judging an answer, blind to the other judge; settling what two judges do not agree on."""

from sqlalchemy import select

from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx
from yingda.learning.judging.agreeing import JUDGES, Verdict
from yingda.learning.judging.errors import JudgedByTwo, NotInSample, NotSplit
from yingda.learning.judging.models import Judgement, SampledReply


def judge(tx: Tx, reply_id: str, verdict: Verdict, caller: Principal) -> None:
    """Say what one found; it may be changed until the other one has spoken too."""
    sampled = sampled_for(tx, caller, reply_id)
    judged = select(Judgement).where(Judgement.reply_id == reply_id)
    judgements = {one.judge_id: one for one in tx.session.scalars(judged)}
    if len(judgements) >= JUDGES:
        raise JudgedByTwo
    mine = judgements.get(caller.id)
    if mine is None:
        mine = Judgement(reply_id=reply_id, judge_id=caller.id)
        tx.session.add(mine)
    mine.verdict, mine.at = verdict, tx.now
    judgements[caller.id] = mine
    if len(judgements) == JUDGES:
        found = {one.verdict for one in judgements.values()}
        sampled.is_split = len(found) > 1
        sampled.verdict = None if sampled.is_split else verdict
    tx.flush()


def settle(tx: Tx, reply_id: str, verdict: Verdict, caller: Principal) -> None:
    """Say what counts where the two judges do not agree; the last word counts."""
    sampled = sampled_for(tx, caller, reply_id)
    if not sampled.is_split:
        raise NotSplit
    sampled.verdict, sampled.settled_by, sampled.settled_at = verdict, caller.id, tx.now
    tx.flush()


def sampled_for(tx: Tx, caller: Principal, reply_id: str) -> SampledReply:
    """Return what was drawn, if the caller may see its shop, and keep others from it meanwhile."""
    sampled = tx.session.get(SampledReply, reply_id, with_for_update=True)
    if sampled is None or not caller.may_see_merchant(sampled.merchant_id, sampled.tenant_id):
        raise NotInSample
    return sampled
