"""Forgetting what was said, and keeping that it was: every figure stays as it was."""

from collections.abc import Sequence

from sqlalchemy import delete, update

from yingda.conversations.models import Attachment, Conversation, Message, Note, ReplyDraft
from yingda.foundation.transaction import Tx

NOTHING = {"sender_kind": "system", "content_type": "recalled", "text": ""}


def forget_words(tx: Tx, conversation_ids: Sequence[str]) -> None:
    """Take the words out of closed conversations; who, when and how long stays.

    A message forgotten looks like one that was recalled, and there is nothing of it left to show.
    """
    run = tx.connection.execute
    run(
        update(Message)
        .where(Message.conversation_id.in_(conversation_ids))
        .values(content={}, recalled_at=tx.now, sender_name=None)
    )
    for table in (Note, ReplyDraft):
        run(delete(table).where(table.conversation_id.in_(conversation_ids)))
    run(
        update(Conversation)
        .where(Conversation.id.in_(conversation_ids))
        .values(preview=NOTHING, summary=None, entry={})
    )


def forget_files(tx: Tx, file_ids: Sequence[str]) -> None:
    """Forget files whose bytes are gone."""
    tx.connection.execute(delete(Attachment).where(Attachment.id.in_(file_ids)))
