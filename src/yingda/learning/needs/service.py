"""What one can do with needs: keep what the machine tells, and say what it was really for."""

from yingda.conversations.models import Row
from yingda.conversations.queries.access import conversation_by_id, conversation_for
from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx
from yingda.learning.needs.models import ConversationNeed
from yingda.learning.needs.queries import needs_in, view_of
from yingda.learning.needs.schemas import ConversationNeedView, NeedDraft
from yingda.learning.needs.weighing import Needs


def told_of(tx: Tx, conversation_id: str) -> Needs | None:
    """Return what an ended conversation was for; reads only."""
    conversation = conversation_by_id(tx, conversation_id)
    if conversation is None:
        return None
    return needs_in(tx, conversation["merchant_id"], conversation_id)


def keep(tx: Tx, conversation_id: str, needs: Needs) -> None:
    """Keep what the machine tells, unless a person has spoken."""
    conversation = conversation_by_id(tx, conversation_id)
    if conversation is None:
        return
    stored = tx.session.get(ConversationNeed, conversation_id)
    if stored is None or stored.corrected_by is None:
        _store(tx, conversation, stored, NeedDraft(main=needs.main, others=list(needs.others)))


def correct(
    tx: Tx, conversation_id: str, draft: NeedDraft, caller: Principal
) -> ConversationNeedView:
    """Say what a conversation is for; the next one is told with this in mind."""
    conversation = conversation_for(tx, caller, conversation_id)
    stored = tx.session.get(ConversationNeed, conversation_id)
    stored = _store(tx, conversation, stored, draft, by=caller.id)
    tx.flush()
    return view_of(tx, stored)


def _store(
    tx: Tx,
    conversation: Row,
    stored: ConversationNeed | None,
    draft: NeedDraft,
    by: str | None = None,
) -> ConversationNeed:
    if stored is None:
        stored = ConversationNeed(
            conversation_id=conversation["id"],
            tenant_id=conversation["tenant_id"],
            merchant_id=conversation["merchant_id"],
        )
        tx.session.add(stored)
    stored.main, stored.others = draft.main, list(draft.others)
    stored.corrected_by, stored.at = by, tx.now
    return stored
