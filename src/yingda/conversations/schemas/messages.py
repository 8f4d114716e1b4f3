"""Messages on the wire: how they are sent, read back, and marked as read."""

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from yingda.conversations.schemas.texts import ClientKey, IdText, Text
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, Seq, View


class TextDraft(Draft):
    """Words; `taken_id` names the proposal that an agent took them from."""

    client_key: ClientKey
    content_type: Literal["text"] = "text"
    text: Text
    taken_id: IdText | None = None


class FileDraft(Draft):
    """A picture or another file that was uploaded to this conversation before."""

    client_key: ClientKey
    content_type: Literal["image", "file"]
    file_id: IdText


class OrderCardDraft(Draft):
    """A card of an order of this customer."""

    client_key: ClientKey
    content_type: Literal["order"]
    order_id: IdText


class ProductCardDraft(Draft):
    """A card of a product of this shop."""

    client_key: ClientKey
    content_type: Literal["product"]
    product_id: IdText


class ChoiceDraft(Draft):
    """One of the choices that the bot offered."""

    client_key: ClientKey
    content_type: Literal["choice"]
    entry_id: IdText
    title: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class StepDraft(Draft):
    """Something tapped in a task: an order, an option, yes or no; `title` is what it said."""

    client_key: ClientKey
    content_type: Literal["step"]
    run_id: IdText
    step: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    value: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    title: Annotated[str, StringConstraints(min_length=1, max_length=500)]


MessageDraft = Annotated[
    TextDraft | FileDraft | OrderCardDraft | ProductCardDraft | ChoiceDraft | StepDraft,
    Field(discriminator="content_type"),
]


class MessageView(View):
    """A message as everyone in the conversation sees it."""

    id: str
    conversation_id: str
    seq: int
    leg_id: str | None = None
    client_key: str | None = None
    sent_at: Instant
    sender_kind: str
    sender_id: str | None = None
    sender_name: str | None = None
    content_type: str
    content: dict[str, Any]
    stage: str
    turn_id: str | None = None
    delivery_state: str = "sent"
    recalled_at: Instant | None = None

    @cached_property
    def wire(self) -> str:
        """The message as JSON, made once for the answer and for the news."""
        return self.model_dump_json()


class HistoryView(View):
    """A stretch of messages in ascending `seq`; `more` says that the stretch was cut."""

    items: list[MessageView]
    epoch: str
    last_seq: int
    more: bool


class HistoryWindow(Draft):
    """Which stretch of a conversation: after a `seq`, before one, or the newest."""

    after: Seq | None = None
    before: Seq | None = None
    limit: int = Field(default=50, ge=1, le=200)


class ReadMark(Draft):
    """Everything up to `seq` was seen."""

    seq: Seq


class FileView(View):
    """An uploaded file."""

    id: str
    name: str
    size: int
    mime: str
    width: int | None = None
    height: int | None = None
    url: str
    thumbnail_url: str | None = None
