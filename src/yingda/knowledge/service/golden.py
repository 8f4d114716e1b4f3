"""Golden questions: what a change of knowledge or of the engine must not break."""

from sqlalchemy import select

from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.knowledge import queries
from yingda.knowledge.errors import EntryNotFound
from yingda.knowledge.models import GoldenQuestion
from yingda.knowledge.schemas import GoldenQuestionDraft
from yingda.merchants.queries import merchant_meant


def add_golden_question(tx: Tx, draft: GoldenQuestionDraft, caller: Principal) -> GoldenQuestion:
    """Remember what a question must be answered with; the same words again change the answer."""
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    if draft.entry_id is not None:
        entry = queries.entry_for(tx, caller, draft.entry_id)
        if entry.merchant_id != merchant.id:
            raise EntryNotFound
    same = select(GoldenQuestion).where(
        GoldenQuestion.merchant_id == merchant.id, GoldenQuestion.text == draft.text
    )
    golden = tx.session.scalars(same).first()
    if golden is not None:
        golden.entry_id = draft.entry_id
        return golden
    golden = GoldenQuestion(
        id=tx.ids.new(),
        tenant_id=merchant.tenant_id,
        merchant_id=merchant.id,
        text=draft.text,
        entry_id=draft.entry_id,
        created_at=tx.now,
        created_by=caller.id,
    )
    tx.session.add(golden)
    tx.flush()
    return golden


def remove_golden_question(tx: Tx, golden_id: str, caller: Principal) -> None:
    """Forget a golden question."""
    tx.session.delete(queries.golden_question_for(tx, caller, golden_id))
