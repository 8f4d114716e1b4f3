"""Trained classifiers of merchants: which is live, which is wanted, and the gate between them."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine as Database
from sqlalchemy import func, select, update
from sqlalchemy.orm import defer

from yingda.bot.models import BotModel
from yingda.bot.training.hearing import asked_lately, share_answered
from yingda.bot.training.judging import Judgement
from yingda.bot.understanding.trained import Trained, Understood
from yingda.foundation.db import Tx
from yingda.knowledge.models import KnowledgeVersion
from yingda.knowledge.queries import most_questions
from yingda.knowledge.searching import KnowledgeIndex, document_of, index_for
from yingda.knowledge.wording import question_key
from yingda.merchants.models import Merchant

LEAST_QUESTIONS = 300
LEAST_A_ENTRY = 3.0
_LIVE, _REFUSED, _SHADOW = "live", "refused", "shadow"
_RETIRED = {"status": "retired", "packed": ""}
MOST_CELLS = 30_000_000  # questions x entries: about as many seconds as millions


@dataclass(frozen=True)
class Wanted:
    """What a merchant's classifier is to be trained on: questions, their entries, and answers."""

    merchant_id: str
    version: int
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    answers: Mapping[str, str]
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A classifier as this process has read it, and the index it was last put to."""

    model_id: str
    inside: object
    trained: Trained
    understood: Understood | None = None
    index: KnowledgeIndex | None = None


_KEPT: "WeakKeyDictionary[Database, dict[str, Kept]]" = WeakKeyDictionary()


def understood(tx: Tx, merchant_id: str, index: KnowledgeIndex) -> Understood | None:
    """Return the index as the merchant's live classifier understands it; None without one."""
    had = _kept(tx, merchant_id)
    if had is None or had.index is index:
        return None if had is None else had.understood
    read = Understood(index, had.trained)
    _KEPT[tx.connection.engine][merchant_id] = replace(had, understood=read, index=index)
    return read


def trained_for(tx: Tx, merchant_id: str) -> Trained | None:
    """Return the merchant's live classifier."""
    had = _kept(tx, merchant_id)
    return None if had is None else had.trained


def _kept(tx: Tx, merchant_id: str) -> Kept | None:
    kept = _KEPT.setdefault(tx.connection.engine, {})
    inside = BotModel.calibrator["inside"].as_float().label("inside")
    newest = select(BotModel.id, inside).where(*_live(merchant_id)).order_by(BotModel.id.desc())
    live = tx.session.execute(newest.limit(1)).first()
    if live is None:
        kept.pop(merchant_id, None)
        return None
    had = kept.get(merchant_id)
    if had is None or (had.model_id, had.inside) != tuple(live):
        row = tx.session.get_one(BotModel, live.id)
        trained = Trained.of(base64.b64decode(row.packed), dict(row.calibrator or {}))
        had = kept[merchant_id] = Kept(live.id, live.inside, trained)
    return had


def share_heard(tx: Tx, merchant_id: str) -> float | None:
    """Return which share of what was asked lately has an answer; None without a classifier."""
    index = index_for(tx, merchant_id)
    read = understood(tx, merchant_id, index)
    if read is None:
        return None
    asked = asked_lately(tx, merchant_id, index)
    return round(share_answered(read.understanding, read.calibrator, asked), 3)


def keep_share(tx: Tx, merchant_id: str, inside: float) -> None:
    """Let the merchant's classifier be as sure as suits this share."""
    for row in tx.session.scalars(select(BotModel).where(*_live(merchant_id))):
        row.calibrator = dict(row.calibrator or {}) | {"inside": inside}


def merchants_trained(tx: Tx) -> list[str]:
    """Return the merchants whose classifier answers."""
    return list(tx.session.scalars(select(BotModel.merchant_id).where(BotModel.status == _LIVE)))


def merchants_to_train(tx: Tx) -> dict[str, int]:
    """Return the version of each merchant's knowledge that no classifier was trained on yet."""
    latest = (
        select(BotModel.merchant_id, func.max(BotModel.knowledge_version).label("version"))
        .group_by(BotModel.merchant_id)
        .subquery()
    )
    behind = (
        select(KnowledgeVersion.merchant_id, KnowledgeVersion.version)
        .outerjoin(latest, latest.c.merchant_id == KnowledgeVersion.merchant_id)
        .where(KnowledgeVersion.version > func.coalesce(latest.c.version, 0))
    )
    return {row.merchant_id: row.version for row in tx.session.execute(behind)}


def wanted(tx: Tx, merchant_id: str) -> Wanted | None:
    """Return what to train on; None where the entries have too few questions, or far too many."""
    if most_questions(tx, merchant_id) < LEAST_QUESTIONS:
        return None  # nearly every shop: no index need be built to know it
    index = index_for(tx, merchant_id)
    pairs = _pairs(index)
    entries = len(index.entries)
    if len(pairs) < max(LEAST_QUESTIONS, LEAST_A_ENTRY * entries):
        return None
    if entries < 2 or len(pairs) * entries > MOST_CELLS:
        return None
    texts, labels = zip(*pairs, strict=True)
    answers = {entry.id: document_of(entry).answer for entry in index.entries}
    asked = asked_lately(tx, merchant_id, index)
    return Wanted(merchant_id, index.version, texts, labels, answers, asked)


def _pairs(index: KnowledgeIndex) -> list[tuple[str, str]]:
    """Return each question with its entry, once however it is written: 怎麼退貨？ is 怎么退货."""
    pairs = {
        (question_key(one), entry.id): one for entry in index.entries for one in entry.questions
    }
    return [(text, entry_id) for (_, entry_id), text in pairs.items()]


def retire(tx: Tx, merchant_id: str) -> None:
    """Let the rankers answer alone: what the classifier was trained on is no more."""
    tx.session.execute(update(BotModel).where(*_live(merchant_id)).values(**_RETIRED))


def is_better(figures: Mapping[str, Any], calibrator: object) -> bool:
    """Tell whether the classifier beats the rankers on questions held out of its training."""
    return calibrator is not None and figures["right"] > figures["right_by_rankers"]


def publish(
    tx: Tx, want: Wanted, result: Mapping[str, Any], judgement: Judgement | None
) -> BotModel:
    """Store what training made; it answers from now on, unless it did worse.

    Without a judgement the rankers alone do better on what the shop knows now: also than the
    classifier of before, which knows less.
    """
    good = judgement is not None and judgement.is_not_worse
    if good or judgement is None:
        retire(tx, want.merchant_id)
    _forget_refused(tx, want.merchant_id)
    can_be_asked = result["calibrator"] is not None
    merchant = tx.session.get_one(Merchant, want.merchant_id)
    row = BotModel(
        id=tx.ids.new(),
        tenant_id=merchant.tenant_id,
        merchant_id=merchant.id,
        knowledge_version=want.version,
        status=_LIVE if good else _REFUSED,
        figures=dict(result["figures"]) | _golden(judgement),
        calibrator=result["calibrator"],
        packed=result["packed"] if good or can_be_asked else "",
        created_at=tx.now,
    )
    tx.session.add(row)
    tx.flush()
    return row


def unpublished(tx: Tx, merchant_id: str) -> BotModel | None:
    """Return what training made last and nobody published, if it can still be asked."""
    mine = BotModel.merchant_id == merchant_id, BotModel.status.in_([_REFUSED, _SHADOW])
    found = select(BotModel).where(*mine, BotModel.packed != "").order_by(BotModel.id.desc())
    return tx.session.scalars(found.options(defer(BotModel.packed)).limit(1)).first()


def trained_as(tx: Tx, model_id: str) -> Trained:
    """Return one classifier that is kept, live or not."""
    row = tx.session.get_one(BotModel, model_id)
    return Trained.of(base64.b64decode(row.packed), dict(row.calibrator or {}))


def hold(tx: Tx, model_id: str) -> None:
    """Keep the weights of what was refused while it is tried beside the live one."""
    _set_status(tx, model_id, _SHADOW)


def let_go(tx: Tx, model_id: str) -> None:
    """Keep the weights no longer than of anything that was refused."""
    tx.session.execute(
        update(BotModel)
        .where(BotModel.id == model_id, BotModel.status == _SHADOW)
        .values(status=_REFUSED)
    )


def release(tx: Tx, merchant_id: str, model_id: str) -> None:
    """Let what was tried answer from now on."""
    retire(tx, merchant_id)
    _set_status(tx, model_id, _LIVE)


def _set_status(tx: Tx, model_id: str, status: str) -> None:
    tx.session.execute(update(BotModel).where(BotModel.id == model_id).values(status=status))


def _forget_refused(tx: Tx, merchant_id: str) -> None:
    mine = BotModel.merchant_id == merchant_id, BotModel.status == _REFUSED
    tx.session.execute(update(BotModel).where(*mine).values(packed=""))


def _golden(judgement: Judgement | None) -> dict[str, Any]:
    if judgement is None:
        return {}
    broken: Sequence[str] = [one.golden.id for one in judgement.broken]
    return {
        "golden": len(judgement.questions),
        "golden_right_before": judgement.right_before,
        "golden_right_after": judgement.right_after,
        "golden_broken": broken,
    }


def _live(merchant_id: str) -> tuple[Any, ...]:
    return BotModel.merchant_id == merchant_id, BotModel.status == _LIVE
