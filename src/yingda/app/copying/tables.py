"""Rows of a table out of one database and into another, in chunks, whatever the two engines are.

A row on its way is a list of plain values, the columns in the order of their names: JSON is
decoded, flags are True and False. The same row is the same list on both engines.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from pydantic_core import from_json
from sqlalchemy import JSON, Boolean, Column, Connection, Integer, MetaData, Table, text

from yingda.foundation.bulk import as_text

Row = list[Any]
Reader = Callable[[Any], Any]

CHUNK = 1_000
NOT_OURS = frozenset({"alembic_version"})


def tables_in(connection: Connection) -> Sequence[Table]:
    """Return the tables a database really has, those that others point to before the others."""
    found = MetaData()
    found.reflect(connection)
    for table in found.tables.values():
        for column in table.c:
            if isinstance(column.type, JSON):
                column.type.none_as_null = True
    return [table for table in found.sorted_tables if table.name not in NOT_OURS]


def snapshot(connection: Connection) -> None:
    """Make all that is read on this fresh connection one moment of the database.

    SQLite's read transactions are that already.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def rows_of(connection: Connection, table: Table) -> Iterator[Row]:
    """Read every row of a table, in no order, a chunk at a time."""
    statement = text(f"SELECT {names_in(table)} FROM {quoted(table.name)}")
    streaming = {"stream_results": True, "yield_per": CHUNK}
    readers = readers_of(table, connection)
    for row in connection.execute(statement, execution_options=streaming):
        values = list(row)
        for place, read in readers:
            if values[place] is not None:
                values[place] = read(values[place])
        yield values


def readers_of(table: Table, connection: Connection) -> list[tuple[int, Reader]]:
    """Return what turns stored values into plain ones; PostgreSQL's driver does so itself."""
    if connection.dialect.name != "sqlite":
        return []
    flags: list[tuple[int, Reader]] = [(place, bool) for place in places_of(table, Boolean)]
    return [*flags, *((place, from_json) for place in places_of(table, JSON))]


def write_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert rows as they come; they may point to rows of the same table that come later."""
    as_stored = storable(table, rows)
    if connection.dialect.name == "sqlite":
        write_to_sqlite(connection, table, as_stored)
    else:
        write_to_postgres(connection, table, as_stored)


def storable(table: Table, rows: Iterable[Row]) -> Iterator[Row]:
    """Turn plain values into what the drivers take: JSON as text."""
    places = places_of(table, JSON)
    for row in rows:
        values = list(row)
        for place in places:
            if values[place] is not None:
                values[place] = as_text(values[place])
        yield values


def write_to_sqlite(connection: Connection, table: Table, rows: Iterator[Row]) -> None:
    """Insert in chunks; foreign keys are looked at when the transaction ends."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    marks = ", ".join("?" * len(columns_of(table)))
    statement = f"INSERT INTO {quoted(table.name)} ({names_in(table)}) VALUES ({marks})"
    cursor = connection.connection.cursor()
    while chunk := list(islice(rows, CHUNK)):
        cursor.executemany(statement, chunk)
    cursor.close()


def write_to_postgres(connection: Connection, table: Table, rows: Iterator[Row]) -> None:
    """Insert by one COPY, at whose end foreign keys are looked at; sequences go on from there."""
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {quoted(table.name)} ({names_in(table)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.close()
    for column in counted(table):
        connection.exec_driver_sql(
            "SELECT setval(pg_get_serial_sequence(%s, %s), "
            f"greatest(1, (SELECT max({quoted(column)}) FROM {quoted(table.name)})))",
            (table.name, column),
        )


def counted(table: Table) -> list[str]:
    """Return the columns PostgreSQL numbers by itself."""
    numbered = [one for one in table.primary_key if isinstance(one.type, Integer)]
    return [one.name for one in numbered if one.server_default is not None or one.identity]


def first_filled(connection: Connection) -> str | None:
    """Return the name of a table that holds a row, or None when the database is empty."""
    for table in tables_in(connection):
        if connection.execute(text(f"SELECT 1 FROM {quoted(table.name)} LIMIT 1")).first():
            return table.name
    return None


def columns_of(table: Table) -> list[Column[Any]]:
    """Return the columns by name: engines keep them in the order in which they were added."""
    return sorted(table.c, key=lambda column: column.name)


def places_of(table: Table, kind: type[Any]) -> list[int]:
    """Return where in a row the columns of one kind are."""
    return [place for place, one in enumerate(columns_of(table)) if isinstance(one.type, kind)]


def names_in(table: Table) -> str:
    """Return the columns as a statement lists them."""
    return ", ".join(quoted(column.name) for column in columns_of(table))


def quoted(name: str) -> str:
    """Quote a name, for it comes out of a file or another database."""
    return '"' + name.replace('"', '""') + '"'
