"""Uploading files to a conversation, and serving them without harm."""

from typing import Annotated
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, File, Form, UploadFile, status
from starlette.responses import Response

from yingda.conversations import service
from yingda.conversations.api.reading import signed_in
from yingda.conversations.contents import FileUnknown
from yingda.conversations.models import Attachment
from yingda.conversations.queries.access import conversation_for
from yingda.conversations.queries.messages import attachment_of
from yingda.conversations.schemas.messages import FileView
from yingda.conversations.service.uploading import StoredFile
from yingda.foundation import failpoints
from yingda.foundation.auth.principal import Principal
from yingda.foundation.errors import NotFound, TooLarge
from yingda.foundation.files.sniffing import safe_name, sniff
from yingda.foundation.runtime import Runtime
from yingda.foundation.transaction import Tx
from yingda.foundation.web import Caller, CurrentRuntime

router = APIRouter(prefix="/api/files", tags=["files"])
INERT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=86400",
}


class FileTooLarge(TooLarge):
    """The file is larger than this installation accepts."""

    code = "files.too_large"


@router.post("", status_code=status.HTTP_201_CREATED)
async def upload(
    caller: Caller,
    runtime: CurrentRuntime,
    conversation_id: Annotated[str, Form()],
    file: Annotated[UploadFile, File()],
) -> FileView:
    """Keep a file for a conversation; its type is what its bytes are, its name is ours."""
    signed_in(caller)
    runtime.limits.check("30/minute", "upload", caller.id)
    await runtime.db.read(conversation_for, caller, conversation_id)
    limit_mb = runtime.settings.upload_limit_mb
    content = await file.read(limit_mb * 1024 * 1024 + 1)
    if len(content) > limit_mb * 1024 * 1024:
        raise FileTooLarge(limit_mb=limit_mb)
    stored = await to_thread.run_sync(
        keep, runtime, content, file.filename or "file", file.content_type or ""
    )
    failpoints.reach("file.written")
    shown = await runtime.db.write(service.attach, conversation_id, stored, caller)
    failpoints.reach("file.attached")
    return shown


def keep(runtime: Runtime, content: bytes, name: str, said: str) -> StoredFile:
    """Check what the bytes are and store them, with a thumbnail when they are a picture."""
    from yingda.foundation.files.pictures import thumbnail

    sniffed = sniff(content, name, said)
    small = thumbnail(content) if sniffed.is_image else None
    file_id = runtime.ids.new()
    runtime.files.put(file_id, content)
    if small is not None:
        runtime.files.put(f"{file_id}.thumbnail", small)
    return StoredFile(file_id, safe_name(name), len(content), sniffed)


@router.get("/{file_id}", response_class=Response)
async def download(file_id: str, caller: Caller, runtime: CurrentRuntime) -> Response:
    """Return the file as a download, never as a page."""
    attachment, content = await served(file_id, "", caller, runtime)
    disposition = "inline" if attachment.width is not None else "attachment"
    headers = {"Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(attachment.name)}"}
    return Response(content, media_type=attachment.mime, headers=INERT | headers)


@router.get("/{file_id}/thumbnail", response_class=Response)
async def show_thumbnail(file_id: str, caller: Caller, runtime: CurrentRuntime) -> Response:
    """Return a small version of a picture."""
    _, content = await served(file_id, ".thumbnail", caller, runtime)
    return Response(content, media_type="image/webp", headers=INERT)


async def served(
    file_id: str, suffix: str, caller: Principal, runtime: Runtime
) -> tuple[Attachment, bytes]:
    """Return the file's row and bytes, if the caller may see its conversation."""
    signed_in(caller)
    attachment = await runtime.db.read(attachment_for, caller, file_id)
    try:
        return attachment, await to_thread.run_sync(runtime.files.get, f"{file_id}{suffix}")
    except FileNotFoundError:
        raise FileUnknown from None


def attachment_for(tx: Tx, caller: Principal, file_id: str) -> Attachment:
    """Return the attachment, if the caller may see the conversation it belongs to."""
    attachment = attachment_of(tx, file_id)
    if attachment is None:
        raise FileUnknown
    try:
        conversation_for(tx, caller, attachment.conversation_id)
    except NotFound:
        raise FileUnknown from None
    return attachment
