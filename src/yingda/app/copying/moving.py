"""Moving a shop from one database to another: all rows or none, proved before it counts.

The old database is held still meanwhile and is not changed. The new one begins a new epoch, so that
every screen reads everything again.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, make_url

from yingda.app.copying.engines import reading_from, writing_to
from yingda.app.copying.refusals import Refused
from yingda.app.copying.restoring import begin_again
from yingda.app.copying.tables import first_filled, quoted, rows_of, tables_in, write_rows
from yingda.app.copying.tally import Tally, tally_of
from yingda.app.migrating import newest_revision, present_revision, upgrade
from yingda.foundation.clock import Clock
from yingda.foundation.ids import IdSource


@dataclass(slots=True)
class Moved:
    """How much was moved."""

    tables: int = 0
    rows: int = 0


def move(source_url: str, target_url: str, clock: Clock, ids: IdSource) -> Moved:
    """Copy every row into an empty database and compare; raises Refused, and nothing has changed.

    Whoever still writes to the old database waits or is refused; nothing of it is acknowledged.
    """
    if make_url(source_url) == make_url(target_url):
        raise Refused("same_place")
    reading_from(source_url).dispose()
    source_engine, target_engine = writing_to(source_url), writing_to(target_url)
    try:
        with source_engine.connect() as source, target_engine.begin() as target:
            source.begin()
            hold_still(source)
            be_patient(target)
            prepare(source, target)
            moved = copy(source, target)
            begin_again(target, clock, ids)
            return moved
    finally:
        source_engine.dispose()
        target_engine.dispose()


def hold_still(source: Connection) -> None:
    """Let nobody write; SQLite's transaction has seen to that when it began."""
    be_patient(source)
    if source.dialect.name == "postgresql":
        names = ", ".join(quoted(table.name) for table in tables_in(source))
        if names:
            source.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")


def be_patient(connection: Connection) -> None:
    """Keep a transaction that waits while the other database works."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


def prepare(source: Connection, target: Connection) -> None:
    """Refuse a shop of another version, and a place where something is; make the tables."""
    present, newest = present_revision(source), newest_revision()
    if present != newest:
        raise Refused("source_other", found=present, known=newest)
    filled = first_filled(target)
    if filled is not None:
        raise Refused("not_empty", table=filled)
    if present_revision(target) is None:
        upgrade(target)
    elif present_revision(target) != newest:
        raise Refused("other_shape", revision=newest)


def copy(source: Connection, target: Connection) -> Moved:
    """Copy table by table, those that others point to first, and read each back."""
    moved = Moved()
    old = {table.name: table for table in tables_in(source)}
    for table in tables_in(target):
        if table.name not in old:
            raise Refused("unknown_table", table=table.name)
        tally = Tally()
        write_rows(target, table, tally.through(rows_of(source, old[table.name])))
        stored = tally_of(target, table)
        if stored != tally:
            raise Refused("table_differs", table=table.name, said=tally.rows, found=stored.rows)
        moved.tables += 1
        moved.rows += tally.rows
    return moved
