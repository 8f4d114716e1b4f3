"""A tally of rows: how many, and a digest that does not depend on their order.

The digest is the sum, modulo 2 to the 256th, of the SHA-256 of every row. Two tables with the same
tally hold the same rows; engines need not agree on how they sort text.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Table

from yingda.app.copying.tables import Row, rows_of

MODULUS = 2**256


@dataclass(slots=True)
class Tally:
    """What was counted so far."""

    rows: int = 0
    total: int = 0

    def add(self, content: bytes) -> None:
        """Count one row, given as its line."""
        self.rows += 1
        self.total += int.from_bytes(hashlib.sha256(content).digest(), "big")

    def through(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Count rows on their way to somebody else."""
        for row in rows:
            self.add(line_of(row))
            yield row

    @property
    def digest(self) -> str:
        """Return the digest as 64 hex characters."""
        return f"{self.total % MODULUS:064x}"

    def __eq__(self, other: object) -> bool:
        """Tell whether the same rows were counted."""
        return isinstance(other, Tally) and (self.rows, self.digest) == (other.rows, other.digest)

    __hash__ = None  # type: ignore[assignment]


def line_of(row: Row) -> bytes:
    """Return a row as one line of JSON, the same on every engine."""
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def tally_of(connection: Connection, table: Table) -> Tally:
    """Count the rows a table really holds."""
    tally = Tally()
    for row in rows_of(connection, table):
        tally.add(line_of(row))
    return tally
