"""Notes among staff, and what somebody has begun to write."""

from sqlalchemy import select, update

from yingda.conversations import events
from yingda.conversations.errors import KeyReused
from yingda.conversations.models import Conversation, Note
from yingda.conversations.queries.access import conversation_for
from yingda.conversations.schemas.notes import NoteDraft, NoteView
from yingda.conversations.service.targets import staff_target
from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx


def add_note(tx: Tx, conversation_id: str, draft: NoteDraft, caller: Principal) -> NoteView:
    """Write a note that the customer never sees; the same `client_key` is the same note."""
    row = conversation_for(tx, caller, conversation_id)
    earlier = tx.session.scalars(
        select(Note).where(
            Note.conversation_id == conversation_id, Note.client_key == draft.client_key
        )
    ).first()
    if earlier is not None:
        if earlier.text != draft.text:
            raise KeyReused
        return NoteView.model_validate(earlier)
    for staff_id in draft.mentions:
        # A mention shows the note to that person, wherever they are.
        staff_target(tx, row, staff_id, caller)
    note = Note(
        conversation_id=conversation_id,
        seq=next_note_seq(tx, conversation_id),
        id=tx.ids.new(),
        client_key=draft.client_key,
        author_id=caller.id,
        author_name=caller.name,
        text=draft.text,
        mentions=sorted(set(draft.mentions)),
        created_at=tx.now,
    )
    tx.session.add(note)
    tx.flush()
    view = NoteView.model_validate(note)
    tx.emit(events.NoteAdded(conversation_id=conversation_id, note=view, agent_id=row["agent_id"]))
    return view


def next_note_seq(tx: Tx, conversation_id: str) -> int:
    """Count up the conversation's own note counter, under its row's lock."""
    statement = (
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(last_note_seq=Conversation.last_note_seq + 1)
        .returning(Conversation.last_note_seq)
    )
    return int(tx.connection.execute(statement).scalar_one())
