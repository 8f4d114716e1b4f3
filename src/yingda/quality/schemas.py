"""Ratings on the wire."""

from typing import Annotated

from pydantic import Field, StringConstraints

from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View

Tag = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class RatingDraft(Draft):
    """What a customer thinks of the service: 1 (very bad) to 5 (very good)."""

    score: int = Field(ge=1, le=5)
    tags: list[Tag] = Field(default_factory=list, max_length=10)
    solved: bool | None = None
    comment: Annotated[str, StringConstraints(max_length=1_000)] = ""


class RatingView(View):
    """What a customer thought."""

    conversation_id: str
    score: int
    tags: list[str]
    solved: bool | None
    comment: str
    rated_at: Instant
    revision: int
