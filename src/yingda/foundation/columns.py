"""Column types that every table shares."""

from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, String, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

JsonColumn = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

Id = Annotated[str, mapped_column(String(32))]
Instant = Annotated[int, mapped_column(BigInteger)]
Cents = Annotated[int, mapped_column(BigInteger)]
Word = Annotated[str, mapped_column(String(64))]
Name = Annotated[str, mapped_column(String(200))]
JsonDict = Annotated[dict[str, Any], mapped_column(JsonColumn)]
JsonList = Annotated[list[Any], mapped_column(JsonColumn)]


class Base(DeclarativeBase):
    """The registry of every table; times are integer milliseconds, ids 32 hex characters."""


def table_of(model: type[Base]) -> Table:
    """Return the table behind a model, for statements that pass by the ORM."""
    table = model.__table__
    assert isinstance(table, Table)
    return table
