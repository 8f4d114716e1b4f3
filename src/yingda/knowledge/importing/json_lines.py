"""JSONL: one JSON object a line, the same names as the columns of a CSV."""

import json
from collections.abc import Iterator

from yingda.knowledge.importing.encodings import decoded
from yingda.knowledge.importing.rows import BrokenRow, Note, Row, column_for, row_from


def read_json_lines(content: bytes) -> Iterator[Row | BrokenRow]:
    """Yield the rows of a JSONL file."""
    for number, line in enumerate(decoded(content).split("\n"), 1):
        if line.strip():
            yield _row(number, line)


def _row(number: int, line: str) -> Row | BrokenRow:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return BrokenRow(number, (Note("row_not_json"),), question=line.strip()[:200])
    if not isinstance(value, dict):
        return BrokenRow(number, (Note("row_not_object"),), question=line.strip()[:200])
    fields = {column_for(str(name)) or str(name): part for name, part in value.items()}
    if any("\ufffd" in str(part) for part in fields.values()):
        return BrokenRow(number, (Note("row_undecodable"),), question=line.strip()[:200])
    return row_from(number, fields)
