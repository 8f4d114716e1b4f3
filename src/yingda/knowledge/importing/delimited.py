"""CSV with headings in Chinese or English; a stray quote spoils its own row, not the file."""

import csv
import io
from collections.abc import Iterator

from yingda.knowledge.errors import HeaderMissing
from yingda.knowledge.importing import limits
from yingda.knowledge.importing.encodings import decoded
from yingda.knowledge.importing.rows import BrokenRow, Note, Row, column_for, row_from

_DELIMITERS = (",", "\t", ";", "，")
_LONGEST_RECORD_LINES = 300
csv.field_size_limit(limits.FILE_BYTES)


def read_csv(content: bytes) -> Iterator[Row | BrokenRow]:
    """Yield the rows of a CSV file with the line each begins on."""
    lines = list(io.StringIO(decoded(content), newline=""))
    start = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines):
        return
    delimiter = max(_DELIMITERS, key=lambda mark: len(_known(_cells(lines[start], mark))))
    header = _cells(lines[start], delimiter)
    columns = [column_for(cell) for cell in header]
    if not {"question", "answer"} <= set(columns):
        raise HeaderMissing(columns=[cell.strip()[:40] for cell in header[:20]])
    at = start + 1
    while at < len(lines):
        length, cells = _record(lines, at, len(header), delimiter)
        if cells is None:
            yield BrokenRow(at + 1, (Note("row_quote_open"),), lines[at].strip()[:500])
        elif any(cell.strip() for cell in cells):
            yield _row(at + 1, cells, columns)
        at += length


def _known(cells: list[str]) -> list[str]:
    return [column for column in map(column_for, cells) if column]


def _cells(record: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter), [])


def _record(lines: list[str], at: int, width: int, delimiter: str) -> tuple[int, list[str] | None]:
    """Return how many lines the record at `at` spans, and its cells; None for a stray quote.

    A quote that never closes, or closes so late that the number of columns is wrong, swallows
    whole rows; then only its own line is given up and the next row is read afresh.
    """
    in_quotes = False
    for length in range(1, min(_LONGEST_RECORD_LINES, len(lines) - at) + 1):
        in_quotes = _ends_in_quotes(lines[at + length - 1], delimiter, in_quotes=in_quotes)
        if not in_quotes:
            if length == 1:
                return 1, _cells(lines[at], delimiter)
            cells = _strict_cells("".join(lines[at : at + length]), delimiter)
            return (length, cells) if len(cells) == width else (1, None)
    return 1, None


def _strict_cells(record: str, delimiter: str) -> list[str]:
    """Return the cells, none when words follow a closing quote: that quote belonged elsewhere."""
    try:
        return next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return []


def _ends_in_quotes(line: str, delimiter: str, *, in_quotes: bool) -> bool:
    """Follow one line cell by cell and tell whether its last cell is still open."""
    at = 0
    if not in_quotes and line.startswith('"'):
        at, in_quotes = 1, True
    while True:
        if in_quotes:
            at = line.find('"', at) + 1
            if at == 0:
                return True
            if line.startswith('"', at):  # a doubled quote stands for one
                at += 1
                continue
        at = line.find(delimiter, at) + 1
        if at == 0:
            return False
        in_quotes = line.startswith('"', at)
        at += in_quotes


def _row(line: int, cells: list[str], columns: list[str | None]) -> Row | BrokenRow:
    while len(cells) > len(columns) and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > len(columns):
        params = {"expected": len(columns), "found": len(cells)}
        return BrokenRow(line, (Note("row_columns", params),), cells[0][:500])
    if any("\ufffd" in cell for cell in cells):
        return BrokenRow(line, (Note("row_undecodable"),), cells[0][:500])
    return row_from(line, {name: cell for name, cell in zip(columns, cells, strict=False) if name})
