"""Canned replies: everybody's, kept by leads, and each person's own."""

from sqlalchemy import select

from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.foundation.errors import Forbidden
from yingda.knowledge import queries
from yingda.knowledge.errors import ShortcutTaken
from yingda.knowledge.models import CannedReply
from yingda.knowledge.schemas import CannedReplyChange, CannedReplyDraft
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_meant


def add_canned_reply(tx: Tx, draft: CannedReplyDraft, caller: Principal) -> CannedReply:
    """Keep a reply ready: for everybody, which only leads may, or for oneself."""
    if draft.shared and not caller.leads:
        raise Forbidden
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    return _store(tx, merchant, draft, None if draft.shared else caller.id)


def store_shared_reply(tx: Tx, merchant: Merchant, draft: CannedReplyDraft) -> CannedReply:
    """Keep a reply ready for everybody of the merchant, asked for by nobody in particular."""
    return _store(tx, merchant, draft, None)


def change_canned_reply(
    tx: Tx, reply_id: str, change: CannedReplyChange, caller: Principal
) -> CannedReply:
    """Change what `change` names and leave the rest."""
    reply = _changeable(tx, reply_id, caller)
    for name, value in change.model_dump(exclude_none=True).items():
        setattr(reply, name, value)
    _refuse_taken(tx, reply)
    return reply


def remove_canned_reply(tx: Tx, reply_id: str, caller: Principal) -> None:
    """Throw a reply away."""
    tx.session.delete(_changeable(tx, reply_id, caller))


def _changeable(tx: Tx, reply_id: str, caller: Principal) -> CannedReply:
    reply = queries.canned_reply_for(tx, caller, reply_id)
    if reply.owner_id is None and not caller.leads:
        raise Forbidden
    return reply


def _store(
    tx: Tx, merchant: Merchant, draft: CannedReplyDraft, owner_id: str | None
) -> CannedReply:
    reply = CannedReply(
        id=tx.ids.new(),
        tenant_id=merchant.tenant_id,
        merchant_id=merchant.id,
        owner_id=owner_id,
        **draft.model_dump(exclude={"merchant_id", "shared"}),
    )
    _refuse_taken(tx, reply)
    tx.session.add(reply)
    tx.flush()
    return reply


def _refuse_taken(tx: Tx, reply: CannedReply) -> None:
    # A unique constraint does not see two rows without an owner as equal.
    same = select(CannedReply.id).where(
        CannedReply.merchant_id == reply.merchant_id,
        CannedReply.owner_id.is_(None)
        if reply.owner_id is None
        else CannedReply.owner_id == reply.owner_id,
        CannedReply.shortcut == reply.shortcut,
        CannedReply.language == reply.language,
        CannedReply.id != reply.id,
    )
    with tx.session.no_autoflush:
        if tx.session.scalar(same) is not None:
            raise ShortcutTaken(shortcut=reply.shortcut)
