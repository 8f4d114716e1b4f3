"""Attaching files to a conversation."""

from dataclasses import dataclass

from yingda.conversations.models import Attachment
from yingda.conversations.queries.access import conversation_for
from yingda.conversations.schemas.messages import FileView
from yingda.foundation.auth.principal import Principal
from yingda.foundation.files.sniffing import Sniffed
from yingda.foundation.transaction import Tx


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file whose bytes are already kept under `id`."""

    id: str
    name: str
    size: int
    sniffed: Sniffed


def attach(tx: Tx, conversation_id: str, file: StoredFile, caller: Principal) -> FileView:
    """Let the file belong to the conversation; nobody else will ever be shown it."""
    row = conversation_for(tx, caller, conversation_id)
    attachment = Attachment(
        id=file.id,
        tenant_id=row["tenant_id"],
        conversation_id=conversation_id,
        uploader_kind=caller.kind,
        uploader_id=caller.id,
        name=file.name,
        mime=file.sniffed.mime,
        size=file.size,
        width=file.sniffed.width,
        height=file.sniffed.height,
        created_at=tx.now,
    )
    tx.session.add(attachment)
    return file_view(attachment)


def file_view(attachment: Attachment) -> FileView:
    """Return an attachment with the addresses it is served under."""
    url = f"/api/files/{attachment.id}"
    return FileView(
        id=attachment.id,
        name=attachment.name,
        size=attachment.size,
        mime=attachment.mime,
        width=attachment.width,
        height=attachment.height,
        url=url,
        thumbnail_url=f"{url}/thumbnail" if attachment.width is not None else None,
    )
