"""What staff write for themselves: notes, and replies they have begun."""

from sqlalchemy import select

from yingda.conversations.models import Conversation, Note, ReplyDraft
from yingda.conversations.schemas.notes import NotesView, NoteView, ReplyDraftView
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx

CONVERSATION = table_of(Conversation)


def notes_of(tx: Tx, conversation_id: str, after: int, limit: int) -> NotesView:
    """Return notes after a `seq` of their own counter."""
    statement = (
        select(Note)
        .where(Note.conversation_id == conversation_id, Note.seq > after)
        .order_by(Note.seq)
        .limit(limit)
    )
    items = [NoteView.model_validate(note) for note in tx.session.scalars(statement)]
    last_seq = tx.connection.scalar(
        select(CONVERSATION.c.last_note_seq).where(CONVERSATION.c.id == conversation_id)
    )
    return NotesView(items=items, last_seq=last_seq or 0)


def draft_of(tx: Tx, conversation_id: str, staff_id: str) -> ReplyDraftView:
    """Return what this person has begun to write here."""
    draft = tx.session.get(ReplyDraft, (conversation_id, staff_id))
    return ReplyDraftView.model_validate(draft) if draft is not None else ReplyDraftView()
