"""Reads single cells of a shop's CSV file: text, money, counts, times and fixed words."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar
from unicodedata import normalize
from zoneinfo import ZoneInfo

from yingda.customers.folding import fold
from yingda.foundation.clock import SECOND, Instant
from yingda.orders.headings import MONEY_SIGNS

T = TypeVar("T")

LARGEST_AMOUNT = 10**10
LARGEST_COUNT = 10**9
SHOWN = 40


class BrokenCell(Exception):
    """A cell that cannot be read as what its column holds."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Cells:
    """The cells of one row by column name; an absent column is an empty cell."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells

    def is_empty(self, column: str) -> bool:
        """Tell whether the cell holds nothing."""
        return not self._cells[column]

    def text(self, column: str, longest: int) -> str:
        """Return the text, which must be there and not too long."""
        value = self._cells[column]
        if not value:
            raise BrokenCell("missing", column=column)
        if len(value) > longest:
            raise BrokenCell("too_long", column=column, maximum=longest)
        if "\0" in value:
            raise BrokenCell("not_valid", column=column)
        return value

    def text_or_none(self, column: str, longest: int) -> str | None:
        """Return the text, None when there is none."""
        return None if self.is_empty(column) else self.text(column, longest)

    def cents(self, column: str) -> int:
        """Return an amount of money such as `¥1,299.00` in cents, exactly."""
        amount = self._number(column, self._cells[column].strip(MONEY_SIGNS))
        cents = amount * 100
        if not 0 <= amount <= LARGEST_AMOUNT or cents != cents.to_integral_value():
            raise self._broken("not_an_amount", column)
        return int(cents)

    def count_or_none(self, column: str) -> int | None:
        """Return a whole number that is not negative, None when there is none."""
        if self.is_empty(column):
            return None
        number = self._number(column, self._cells[column])
        if not 0 <= number <= LARGEST_COUNT or number != number.to_integral_value():
            raise self._broken("not_a_count", column)
        return int(number)

    def currency(self, column: str) -> str:
        """Return the ISO 4217 code, CNY when there is none."""
        code = normalize("NFKC", self._cells[column]).upper() or "CNY"
        if len(code) != 3 or not (code.isascii() and code.isalpha()):
            raise self._broken("not_a_currency", column)
        return code

    def time(self, column: str, zone: ZoneInfo) -> Instant:
        """Return a time such as `2026-11-01 12:30` or `2026/11/1`, read in `zone`."""
        text = normalize("NFKC", self.text(column, 40)).replace("/", "-")
        day, _, rest = text.replace("T", " ").partition(" ")
        parts = [part.zfill(2) for part in day.split("-")]
        clock = rest.strip() or "00:00"
        clock = clock if clock[1:2] != ":" else f"0{clock}"
        try:
            moment = datetime.fromisoformat(f"{'-'.join(parts)}T{clock}")
            at = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()
        except (ValueError, OverflowError):
            raise self._broken("not_a_time", column) from None
        if at < 0:
            raise self._broken("not_a_time", column)
        return round(at * SECOND)

    def time_or_none(self, column: str, zone: ZoneInfo) -> Instant | None:
        """Return the time, None when there is none."""
        return None if self.is_empty(column) else self.time(column, zone)

    def one_of(self, column: str, words: Mapping[str, T]) -> T:
        """Return what a fixed word stands for, in either script and any case."""
        meaning = words.get(fold(self.text(column, 100)))
        if meaning is None:
            raise self._broken("unknown_word", column)
        return meaning

    def _number(self, column: str, text: str) -> Decimal:
        if not text:
            raise BrokenCell("missing", column=column)
        try:
            number = Decimal(normalize("NFKC", text).replace(",", "").strip())
        except InvalidOperation:
            raise self._broken("not_a_number", column) from None
        if not number.is_finite():
            raise self._broken("not_a_number", column)
        return number

    def _broken(self, code: str, column: str) -> BrokenCell:
        return BrokenCell(code, column=column, value=self._cells[column][:SHOWN])
