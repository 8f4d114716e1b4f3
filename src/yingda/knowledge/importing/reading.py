"""Any knowledge file, told apart by its name, as rows."""

from collections.abc import Callable, Iterator
from pathlib import PurePath

from yingda.knowledge.errors import FileEmpty, FileTooLarge, FileTypeUnknown, TooManyRows
from yingda.knowledge.importing import limits
from yingda.knowledge.importing.delimited import read_csv
from yingda.knowledge.importing.json_lines import read_json_lines
from yingda.knowledge.importing.markdown import read_markdown
from yingda.knowledge.importing.rows import BrokenRow, Row
from yingda.knowledge.importing.workbook import read_workbook

_READERS: dict[str, Callable[[bytes], Iterator[Row | BrokenRow]]] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".xlsx": read_workbook,
    ".md": read_markdown,
    ".markdown": read_markdown,
}
FILE_TYPES = tuple(_READERS)


def read_rows(filename: str, content: bytes) -> list[Row | BrokenRow]:
    """Read a whole file; only a file that is unusable as a whole is refused."""
    suffix = PurePath(filename).suffix.lower()
    reader = _READERS.get(suffix)
    if reader is None:
        raise FileTypeUnknown(suffix=suffix[:20], known=list(FILE_TYPES))
    if len(content) > limits.FILE_BYTES:
        raise FileTooLarge(limit_bytes=limits.FILE_BYTES, bytes=len(content))
    rows: list[Row | BrokenRow] = []
    for row in reader(content):
        if len(rows) == limits.ROWS:
            raise TooManyRows(limit=limits.ROWS)
        rows.append(row)
    if not rows:
        raise FileEmpty
    return rows
