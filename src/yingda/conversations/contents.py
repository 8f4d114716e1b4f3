"""What a draft says, as stored content: files and cards are looked up, never trusted."""

from collections.abc import Callable, Mapping
from typing import Any

from yingda.conversations.errors import EmptyText
from yingda.conversations.queries.access import conversation_for
from yingda.conversations.queries.messages import attachment_of
from yingda.conversations.schemas.messages import (
    ChoiceDraft,
    FileDraft,
    MessageDraft,
    OrderCardDraft,
    ProductCardDraft,
    StepDraft,
    TextDraft,
)
from yingda.conversations.service.uploading import file_view
from yingda.foundation.auth.principal import Principal
from yingda.foundation.errors import NotFound
from yingda.foundation.transaction import Tx

Content = dict[str, Any]
CardSource = Callable[[Tx, Principal, str, str], Content]
"""Returns the card for (caller, conversation id, id of what is shown); raises NotFound."""


class FileUnknown(NotFound):
    """The file does not exist in this conversation."""

    code = "files.not_found"


def plain_content(draft: MessageDraft) -> Content | None:
    """Return the content of a draft that needs no look-up, else None."""
    if isinstance(draft, TextDraft):
        if not draft.text.strip():
            raise EmptyText(field="text")
        return {"text": draft.text}
    if isinstance(draft, ChoiceDraft):
        return {"text": draft.title, "entry_id": draft.entry_id, "title": draft.title}
    if isinstance(draft, StepDraft):
        return {"text": draft.title, **draft.model_dump(exclude={"client_key", "content_type"})}
    return None


def looked_up_content(
    tx: Tx,
    caller: Principal,
    conversation_id: str,
    draft: MessageDraft,
    cards: Mapping[str, CardSource],
) -> Content:
    """Return the content of a file or card, if it may be shown in this conversation."""
    conversation_for(tx, caller, conversation_id)
    if isinstance(draft, FileDraft):
        return file_content(tx, conversation_id, draft.file_id)
    if isinstance(draft, OrderCardDraft):
        return cards["order"](tx, caller, conversation_id, draft.order_id)
    assert isinstance(draft, ProductCardDraft)
    return cards["product"](tx, caller, conversation_id, draft.product_id)


def file_content(tx: Tx, conversation_id: str, file_id: str) -> Content:
    """Return the file's card; a file of another conversation does not exist here."""
    attachment = attachment_of(tx, file_id)
    if attachment is None or attachment.conversation_id != conversation_id:
        raise FileUnknown
    shown = file_view(attachment).model_dump(exclude={"id"}, exclude_none=True)
    return {"file_id": file_id, **shown}
