"""XLSX: the first sheet whose headings name a question and an answer."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from yingda.knowledge.errors import FileUnreadable, HeaderMissing
from yingda.knowledge.importing import limits
from yingda.knowledge.importing.rows import BrokenRow, Note, Row, column_for, row_from

_HEADER_WITHIN = 20
_DAMAGED = (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError)
_ERRORS = {"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NULL!", "#NUM!"}


def read_workbook(content: bytes) -> Iterator[Row | BrokenRow]:
    """Yield the rows of a workbook, numbered as in the sheet."""
    # Heavy, and few processes ever read a workbook.
    import openpyxl  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    _refuse_bombs(content)
    try:
        with warnings.catch_warnings(action="ignore"):  # styles we do not read
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            yield from _rows(book)
    except (InvalidFileException, *_DAMAGED) as why:
        raise FileUnreadable(reason="damaged") from why


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as why:
        raise FileUnreadable(reason="damaged") from why
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.UNPACKED_BYTES or unpacked > limits.UNPACK_RATIO * max(len(content), 4096):
        raise FileUnreadable(reason="unpacks_too_large")


def _rows(book: Any) -> Iterator[Row | BrokenRow]:  # noqa: ANN401 - openpyxl's sheets vary
    seen: list[str] = []
    for sheet in book.worksheets:
        columns: list[str | None] = []
        rows = sheet.iter_rows(values_only=True, max_col=limits.COLUMNS)
        for number, cells in enumerate(rows, 1):
            if columns:
                if any(cell is not None and str(cell).strip() for cell in cells):
                    yield _row(number, cells, columns)
            elif number > _HEADER_WITHIN:
                break
            else:
                named = [column_for(str(cell)) if cell is not None else None for cell in cells]
                columns = named if {"question", "answer"} <= set(named) else []
                seen = seen or [str(cell)[:40] for cell in cells if cell is not None][:20]
        if columns:
            return
    raise HeaderMissing(columns=seen)


def _row(number: int, cells: tuple[object, ...], columns: list[str | None]) -> Row | BrokenRow:
    fields = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    wrong = [cell for cell in fields.values() if cell in _ERRORS]
    if wrong:
        return BrokenRow(number, (Note("row_cell_error", {"value": wrong[0]}),))
    return row_from(number, fields)
