"""What is asked of a conversation besides messages: a person, a hand-over, its end."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from yingda.conversations.schemas.texts import TEXT_LIMIT, ClientKey, IdText, Text
from yingda.foundation.shapes import Draft

Tag = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class AskHumanDraft(Draft):
    """The customer wants a person."""

    reason: Literal["button", "unknown", "choice"] = "button"


class TransferDraft(Draft):
    """Hand over to a group or to a colleague; the note is for whoever takes it.

    `needs` goes straight to the group that holds an authority for an amount, whichever that is.
    """

    group_id: IdText | None = None
    staff_id: IdText | None = None
    needs: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    amount_cents: Annotated[int, Field(ge=0, le=2**53)] | None = None
    note: Annotated[str, StringConstraints(max_length=TEXT_LIMIT)] = ""


class AssignDraft(Draft):
    """Give the conversation to somebody."""

    staff_id: IdText


class CloseDraft(Draft):
    """End the conversation."""

    summary: Annotated[str, StringConstraints(max_length=4_000)] | None = None
    tags: list[Tag] = Field(default_factory=list, max_length=20)


class LeaveMessageDraft(Draft):
    """What the customer wants to be told later, and how to reach them."""

    client_key: ClientKey
    text: Text
    contact: Annotated[str, StringConstraints(min_length=3, max_length=200)]
