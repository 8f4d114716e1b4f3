"""Shapes on the wire that every capability shares."""

from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

T = TypeVar("T")

Seq = Annotated[int, Field(ge=0, le=2**53)]
"""A place in a numbered sequence; JavaScript counts as far, and every database further."""


class Draft(BaseModel):
    """What a request brings; a field nobody knows is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="after")
    def _without_nul(self) -> Self:
        # PostgreSQL stores no NUL; on every engine it is refused the same way.
        if any(map(has_nul, self.__dict__.values())):
            raise PydanticCustomError("nul_character", "Text must not contain a NUL character")
        return self


def has_nul(value: Any) -> bool:
    """Tell whether a text, or a text inside a list or an object, contains a NUL character."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(has_nul(key) or has_nul(one) for key, one in value.items())
    return isinstance(value, list) and any(map(has_nul, value))


class View(BaseModel):
    """What an answer shows."""

    model_config = ConfigDict(from_attributes=True)


class Page(BaseModel, Generic[T]):
    """Part of a list; `next` is the cursor of the following part, None at the end."""

    items: list[T]
    next: str | None = None
