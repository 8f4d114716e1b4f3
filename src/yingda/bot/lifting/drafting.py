"""Drafts for agents: what they might answer, from entries that this customer may be told."""

from dataclasses import dataclass

from yingda.bot.lifting import grounding, preparing, prompting
from yingda.bot.lifting.budget import Payer
from yingda.bot.lifting.calling import Models
from yingda.bot.lifting.errors import ModelFailed, ModelOff, ModelOverCap, NothingToDraft
from yingda.bot.lifting.masking import Veil
from yingda.bot.lifting.models import LiftEndpoint
from yingda.bot.lifting.preparing import Candidate
from yingda.bot.lifting.prompting import Line
from yingda.bot.lifting.schemas import CitedEntry, DraftView
from yingda.bot.lifting.service import is_ready
from yingda.bot.lifting.wire import object_in
from yingda.conversations.queries.access import conversation_for
from yingda.conversations.queries.messages import history
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Database
from yingda.foundation.transaction import Tx
from yingda.merchants.queries import merchant_by_id

LOOKED_BACK = 20


@dataclass(frozen=True)
class Material:
    """What a draft is made of."""

    payer: Payer
    before: tuple[Line, ...]
    candidates: list[Candidate]
    veil: Veil


async def draft_for(
    db: Database, models: Models, conversation_id: str, caller: Principal
) -> DraftView:
    """Return a draft for what the customer asked last; raises why there is none."""
    material = await db.read(material_for, conversation_id, caller)
    passages = preparing.passages_of(material.candidates, material.veil)
    turns = prompting.draft(material.before, passages)
    outcome = await models.chat(material.payer, "draft", turns, prompting.DRAFT_TOKENS)
    if outcome.problem == "over_cap":
        raise ModelOverCap
    if outcome.problem in {"off", "paused"}:
        raise ModelOff
    written = grounding.read(object_in(outcome.text), len(passages))
    if isinstance(written, str):
        raise NothingToDraft if written == "says_nothing" else ModelFailed
    claims = [f"{passages[one].question}\n{passages[one].answer}" for one in written.cited]
    said = "\n".join(one.text for one in material.before)
    text = material.veil.unmasked(written.text)
    if text is None or grounding.wrong_with(written.text, claims, said):
        raise ModelFailed
    cited = [material.candidates[one] for one in written.cited]
    return DraftView(
        text=text,
        sources=[CitedEntry(entry_id=one.entry.id, title=one.title) for one in cited],
    )


def material_for(tx: Tx, conversation_id: str, caller: Principal) -> Material:
    """Return what a draft is made of, for somebody who may see the conversation."""
    row = conversation_for(tx, caller, conversation_id)
    merchant_id, customer_id = row["merchant_id"], row["customer_id"]
    if not drafts_offered(tx, merchant_id):
        raise ModelOff
    said = history(tx, conversation_id, after=None, before=None, limit=LOOKED_BACK).items
    asked = [
        str(one.content.get("text", ""))[: preparing.MOST_CHARACTERS]
        for one in said
        if one.sender_kind == "customer" and one.content_type in {"text", "choice"}
    ][-2:]
    if not asked:
        raise NothingToDraft
    language = preparing.language_spoken(tx, merchant_id, "", asked[-1])
    found = preparing.candidates_for(tx, merchant_id, customer_id, asked, language)
    if not found:
        raise NothingToDraft
    veil = preparing.veil_of(tx, merchant_id, customer_id)
    before = preparing.said_before(tx, conversation_id, veil)
    payer = Payer(row["tenant_id"], merchant_id, conversation_id)
    return Material(payer, before, found, veil)


def drafts_offered(tx: Tx, merchant_id: str) -> bool:
    """Tell whether a shop's agents can ask for drafts now."""
    row = tx.session.get(LiftEndpoint, merchant_by_id(tx, merchant_id).tenant_id)
    return row is not None and "draft" in row.uses and is_ready(tx, row, merchant_id)


def offered_in(tx: Tx, conversation_id: str, caller: Principal) -> bool:
    """Tell whether somebody can ask for drafts in a conversation they see."""
    return drafts_offered(tx, conversation_for(tx, caller, conversation_id)["merchant_id"])
