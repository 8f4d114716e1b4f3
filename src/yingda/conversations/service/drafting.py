"""Keeping what somebody has begun to write."""

from yingda.conversations.models import ReplyDraft
from yingda.conversations.queries.access import conversation_for
from yingda.conversations.schemas.notes import ReplyDraftChange, ReplyDraftView
from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx


def keep_draft(
    tx: Tx, conversation_id: str, change: ReplyDraftChange, caller: Principal
) -> ReplyDraftView:
    """Keep the text for the next time this person opens the conversation; empty forgets it."""
    conversation_for(tx, caller, conversation_id)
    draft = tx.session.get(ReplyDraft, (conversation_id, caller.id))
    if not change.text:
        if draft is not None:
            tx.session.delete(draft)
        return ReplyDraftView()
    if draft is None:
        draft = ReplyDraft(conversation_id=conversation_id, staff_id=caller.id)
        tx.session.add(draft)
    draft.text, draft.mode, draft.updated_at = change.text, change.mode, tx.now
    return ReplyDraftView.model_validate(draft)
