"""What one can do with conversations."""

from yingda.conversations.commands import Need
from yingda.conversations.service.drafting import keep_draft
from yingda.conversations.service.giving import Gift, assign_waiting, colleague
from yingda.conversations.service.handling import (
    accept,
    ask_human,
    assign,
    close,
    close_idle,
    leave_message,
    release,
    take,
    transfer,
)
from yingda.conversations.service.marking import note_rating, note_waiting_reasons, tell_positions
from yingda.conversations.service.noting import add_note
from yingda.conversations.service.opening import resume_or_open
from yingda.conversations.service.posting import (
    PostRequest,
    append_event,
    post_messages,
    recall,
    say,
)
from yingda.conversations.service.reading import mark_read, typing_of
from yingda.conversations.service.uploading import attach

__all__ = [
    "Gift",
    "Need",
    "PostRequest",
    "accept",
    "add_note",
    "append_event",
    "ask_human",
    "assign",
    "assign_waiting",
    "attach",
    "close",
    "close_idle",
    "colleague",
    "keep_draft",
    "leave_message",
    "mark_read",
    "note_rating",
    "note_waiting_reasons",
    "post_messages",
    "recall",
    "release",
    "resume_or_open",
    "say",
    "take",
    "tell_positions",
    "transfer",
    "typing_of",
]
