"""What one can do with discriminators: write them, change them, note what became of them."""

from typing import Any

from yingda.bot.clarifying.errors import AnswersOverlap
from yingda.bot.clarifying.matching import puts
from yingda.bot.clarifying.models import AskedBy, Discriminator, DiscriminatorUse, Outcome
from yingda.bot.clarifying.queries import discriminator_for, use_in, views_of
from yingda.bot.clarifying.reading import rule_of
from yingda.bot.clarifying.schemas import (
    DiscriminatorChange,
    DiscriminatorDraft,
    DiscriminatorView,
)
from yingda.conversations.models import Row
from yingda.customers.folding import fold
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_meant


def add(tx: Tx, draft: DiscriminatorDraft, caller: Principal) -> DiscriminatorView:
    """Write a discriminator down; it is proposed from now on."""
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    return views_of(tx, [store(tx, merchant, draft, by=caller.id)])[0]


def store(tx: Tx, merchant: Merchant, draft: DiscriminatorDraft, *, by: str) -> Discriminator:
    """Write a discriminator down for a shop; raises AnswersOverlap."""
    _refuse_overlap(draft.answers)
    stored = Discriminator(
        id=tx.ids.new(),
        tenant_id=merchant.tenant_id,
        merchant_id=merchant.id,
        created_by=by,
        created_at=tx.now,
        retired_at=None,
        **draft.model_dump(exclude={"merchant_id"}),
    )
    tx.session.add(stored)
    tx.flush()
    return stored


def change(
    tx: Tx, discriminator_id: str, draft: DiscriminatorChange, caller: Principal
) -> DiscriminatorView:
    """Change a discriminator, retire it or bring it back; raises AnswersOverlap."""
    stored = discriminator_for(tx, caller, discriminator_id)
    named = draft.model_dump(exclude_none=True, exclude={"retired"})
    _refuse_overlap(named.get("answers", []))
    for name, value in named.items():
        setattr(stored, name, value)
    if draft.retired is not None:
        kept = stored.retired_at if stored.retired_at is not None else tx.now
        stored.retired_at = kept if draft.retired else None
    tx.flush()
    return views_of(tx, [stored])[0]


def note_in_sight(tx: Tx, conversation: Row, discriminator_id: str, said: str) -> bool:
    """Note what an agent made of a hint who did not take it; tell whether they asked themselves."""
    stored = tx.session.get(Discriminator, discriminator_id)
    if stored is None or stored.merchant_id != conversation["merchant_id"]:
        return False
    asked = puts(rule_of(stored), said) or any(one in said for one in stored.ask.values())
    note(tx, conversation, discriminator_id, "asked" if asked else "passed", "agent")
    return asked


def note(
    tx: Tx,
    conversation: Row,
    discriminator_id: str,
    outcome: Outcome,
    by: AskedBy,
    answer: int | None = None,
) -> None:
    """Note what became of a discriminator; once it was asked it stays asked, however often told."""
    use = use_in(tx, conversation["id"], discriminator_id)
    if use is None:
        use = DiscriminatorUse(
            id=tx.ids.new(),
            tenant_id=conversation["tenant_id"],
            merchant_id=conversation["merchant_id"],
            discriminator_id=discriminator_id,
            conversation_id=conversation["id"],
            outcome=outcome,
            asked_by=by,
            answer=answer,
            at=tx.now,
        )
        tx.session.add(use)
    elif use.outcome == "passed" and outcome == "asked":
        use.outcome, use.asked_by, use.at = outcome, by, tx.now
    if answer is not None:
        use.answer = answer
    tx.flush()


def _refuse_overlap(answers: list[list[str]]) -> None:
    seen: dict[str, int] = {}
    for number, words in enumerate(answers):
        for word in words:
            if seen.setdefault(fold(word), number) != number:
                field: dict[str, Any] = {"field": "answers", "code": AnswersOverlap.code}
                raise AnswersOverlap(word=word, errors=[field])
