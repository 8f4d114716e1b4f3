"""What has been kept long enough: closed conversations and files, a page at a time.

Ids are ordered by the time at which they were made, so a page goes on after the last one.
"""

from collections.abc import Sequence

from sqlalchemy import exists, select

from yingda.conversations.models import Attachment, Conversation, Message, Note
from yingda.foundation.clock import Instant
from yingda.foundation.transaction import Tx

PAGE = 200


def closed_before(tx: Tx, tenant_id: str, before: Instant, after: str) -> Sequence[str]:
    """Return conversations of a tenant, closed before a moment, of which words are left."""
    said = exists().where(Message.conversation_id == Conversation.id, Message.recalled_at.is_(None))
    noted = exists().where(Note.conversation_id == Conversation.id)
    statement = (
        select(Conversation.id)
        .where(Conversation.id > after, Conversation.tenant_id == tenant_id)
        .where(Conversation.closed_at < before, said | noted)
        .order_by(Conversation.id)
        .limit(PAGE)
    )
    return tx.session.scalars(statement).all()


def files_before(tx: Tx, tenant_id: str, before: Instant, after: str) -> Sequence[str]:
    """Return files of a tenant that were uploaded before a moment."""
    statement = (
        select(Attachment.id)
        .where(Attachment.id > after, Attachment.tenant_id == tenant_id)
        .where(Attachment.created_at < before)
        .order_by(Attachment.id)
        .limit(PAGE)
    )
    return tx.session.scalars(statement).all()


def files_of(tx: Tx, conversation_ids: Sequence[str]) -> Sequence[str]:
    """Return the files of conversations."""
    statement = select(Attachment.id).where(Attachment.conversation_id.in_(conversation_ids))
    return tx.session.scalars(statement).all()
