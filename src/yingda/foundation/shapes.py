"""Shapes on the wire that every capability shares."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")


class Draft(BaseModel):
    """What a request brings; a field nobody knows is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class View(BaseModel):
    """What an answer shows."""

    model_config = ConfigDict(from_attributes=True)


class Page(BaseModel, Generic[T]):
    """Part of a list; `next` is the cursor of the following part, None at the end."""

    items: list[T]
    next: str | None = None
