"""Questions put together once, for what is asked again for every customer.

The library's way of putting a statement together, finding its compiled form and wrapping what comes
back costs ten times what the database takes to answer by an index. Here a statement is compiled
once for each kind of database and asked of the driver itself, as `bulk` does; SQLite answers with
one JSON text, so that the interpreter lock changes hands once and not for each row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json
from sqlalchemy import (
    JSON,
    BindParameter,
    Boolean,
    ColumnElement,
    Select,
    bindparam,
    func,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from yingda.foundation.bulk import as_text, execute
from yingda.foundation.transaction import Tx

Values = tuple[Any, ...]


def given(name: str) -> BindParameter[Any]:
    """Return a parameter that is given each time the question is asked."""
    return bindparam(name, None)


class Among(ColumnElement[bool]):
    """Says that a text column is one of a list given as one parameter, however long it is."""

    inherit_cache = False

    def __init__(self, column: Any, name: str) -> None:
        self.column = column
        self.names = given(name)


@compiles(Among, "sqlite")
def _among_json(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    each = func.json_each(element.names).table_valued("value")
    return compiler.process(element.column.in_(select(each.c.value)), **options)


@compiles(Among, "postgresql")
def _among_array(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, names = (compiler.process(one, **options) for one in (element.column, element.names))
    return f"{column} = ANY(({names})::text[])"


@dataclass(frozen=True, slots=True)
class Text:
    """A statement as the driver takes it; `order` names its parameters, `flags` are places."""

    sql: str
    order: tuple[str, ...]
    fixed: Mapping[str, Any]
    flags: tuple[int, ...]
    in_one: bool

    def parameters(self, asked: Mapping[str, Any]) -> Values:
        """Return the parameters as the driver takes them."""
        values = {**self.fixed, **asked}
        if not self.in_one:
            return tuple(values[name] for name in self.order)
        return tuple(
            as_text(value) if isinstance(value := values[name], list) else value
            for name in self.order
        )


class Remembered:
    """A question to the database with named parameters; text, numbers, flags and JSON come back."""

    def __init__(self, statement: Select[*Values]) -> None:
        self._statement = statement
        self._texts: dict[str, Text] = {}

    def rows(self, tx: Tx, **asked: Any) -> list[Values]:
        """Ask; in which order the rows come is for the asker to settle."""
        tx.flush()
        dialect = tx.connection.dialect
        text = self._texts.get(dialect.name) or self._compile(dialect)
        cursor = execute(tx.connection, text.sql, text.parameters(asked))
        found: list[Values] = cursor.fetchall()
        return (
            [_with_flags(row, text.flags) for row in from_json(found[0][0])]
            if text.in_one
            else found
        )

    def first(self, tx: Tx, **asked: Any) -> Values | None:
        """Ask for what there is once at most."""
        rows = self.rows(tx, **asked)
        return rows[0] if rows else None

    def _compile(self, dialect: Dialect) -> Text:
        statement, in_one = self._statement, dialect.name == "sqlite"
        flags = tuple(
            place
            for place, column in enumerate(statement.selected_columns)
            if isinstance(column.type, Boolean)
        )
        if in_one:
            statement = as_one_text(statement)
        else:
            numbering: Any = type(dialect)
            dialect = numbering(paramstyle="numeric_dollar")
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        order = tuple(compiled.positiontup or ())
        text = self._texts[dialect.name] = Text(str(compiled), order, fixed, flags, in_one)
        return text


def as_one_text(statement: Select[*Values]) -> Select[*Values]:
    """Return the statement with all its rows as one JSON array of arrays."""
    held = statement.subquery("held")
    columns = (func.json(one) if isinstance(one.type, JSON) else one for one in held.c)
    return select(func.json_group_array(func.json_array(*columns)))


def _with_flags(row: list[Any], flags: tuple[int, ...]) -> Values:
    for place in flags:
        row[place] = None if row[place] is None else bool(row[place])
    return tuple(row)
