"""Notes for colleagues and begun replies on the wire."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from yingda.conversations.schemas.texts import TEXT_LIMIT, ClientKey, IdText, Text
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View


class NoteDraft(Draft):
    """A note for colleagues; `mentions` are staff ids."""

    client_key: ClientKey
    text: Text
    mentions: list[IdText] = Field(default_factory=list, max_length=20)


class NoteView(View):
    """A note as staff see it."""

    id: str
    conversation_id: str
    seq: int
    author_id: str
    author_name: str
    text: str
    mentions: list[str]
    created_at: Instant


class NotesView(View):
    """Notes in ascending `seq`."""

    items: list[NoteView]
    last_seq: int


class ReplyDraftView(View):
    """What somebody has begun to write."""

    text: str = ""
    mode: Literal["reply", "note"] = "reply"
    updated_at: Instant | None = None


class ReplyDraftChange(Draft):
    """Keep what somebody has begun to write; empty text forgets it."""

    text: Annotated[str, StringConstraints(strip_whitespace=False, max_length=TEXT_LIMIT)]
    mode: Literal["reply", "note"] = "reply"
