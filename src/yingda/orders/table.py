"""Takes a CSV file apart: finds its encoding and columns, numbers its lines."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from yingda.customers.folding import fold
from yingda.orders.errors import FileUnreadable, HeaderMissing, TooManyRows

ENCODINGS = ("utf-8-sig", "utf-16", "gb18030", "big5")
DELIMITERS = (",", "\t", ";")
MOST_ROWS = 50_000

Columns = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """One data row: the line it starts on, its cells by our column names."""

    number: int
    cells: dict[str, str]
    too_many: bool


def lines(content: bytes, columns: Columns, needed: Sequence[str]) -> Iterator[Line]:
    """Yield the file's rows by our column names; refuse it when a `needed` column is not there."""
    rows = _rows(content, columns)
    _, header = next(rows)
    names = _named(header, columns)
    missing = [name for name in needed if name not in names]
    if missing:
        raise HeaderMissing(columns=", ".join(missing))
    for count, (number, row) in enumerate((n, r) for n, r in rows if any(c.strip() for c in r)):
        if count >= MOST_ROWS:
            raise TooManyRows(maximum=MOST_ROWS)
        cells = {name: cell.strip() for name, cell in zip(names, row, strict=False) if name}
        too_many = any(cell.strip() for cell in row[len(names) :])
        yield Line(number, dict.fromkeys(columns, "") | cells, too_many)


def _rows(content: bytes, columns: Columns) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the line each starts on, in the encoding that knows most columns."""
    best: tuple[int, str, str] = (0, "", "")
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        candidates = (_known(text, delimiter, columns) for delimiter in DELIMITERS)
        best = max((best, *candidates), key=itemgetter(0))
        if best[0] and encoding == ENCODINGS[0]:
            break
    if not best[0]:
        raise FileUnreadable
    return _numbered(best[2], best[1])


def _known(text: str, delimiter: str, columns: Columns) -> tuple[int, str, str]:
    first = text.split("\n", 1)[0].strip("\r")
    known = sum(1 for name in _named(first.split(delimiter), columns) if name)
    return known, delimiter, text


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    try:
        for row in reader:
            yield start, row
            start = reader.line_num + 1
    except csv.Error as error:
        raise FileUnreadable from error


def _named(header: Iterable[str], columns: Columns) -> list[str]:
    """Return our name for each heading, empty for one we do not know or have had already."""
    known = {fold(word): name for name, words in reversed(tuple(columns.items())) for word in words}
    names: list[str] = []
    for heading in header:
        name = known.get(fold(heading.strip().strip('"')), "")
        names.append("" if name in names else name)
    return names
