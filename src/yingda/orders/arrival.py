"""On which day an order arrives: as its carrier says, else as orders to the same place took."""

import datetime as dt
import re
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import select

from yingda.foundation.clock import DAY
from yingda.foundation.db import Tx
from yingda.orders.models import Order

ON_ITS_WAY = ("paid", "shipped", "delayed")
LOOK_BACK = 180 * DAY
LEAST_TO_THE_PLACE = 3
MOST_COMPARED = 500
_PLACE = re.compile(
    r"^(?:[^\W\d_]{1,8}?(?:省|自治区|自治區|特别行政区)|[^\W\d_]{2,4}?(?:市|县|縣))|[^,]+$"
)


def expected_day(
    tx: Tx,
    merchant_id: str,
    order: tuple[str, int | None, int | None, str | None],
    zone: ZoneInfo,
) -> dt.date | None:
    """Return the day an order arrives, None when nobody can tell or the day has passed.

    `order` is (status, paid at, expected at, masked address), times in milliseconds.
    """
    status, paid_at, expected_at, address = order
    if status not in ON_ITS_WAY:
        return None
    at = expected_at
    if at is None and paid_at is not None and (place := place_of(address)):
        days = _days_taken(tx, merchant_id, place)
        at = None if days is None else paid_at + round(days * DAY)
    if at is None:
        return None
    day = dt.datetime.fromtimestamp(at / 1000, zone).date()
    today = dt.datetime.fromtimestamp(tx.now / 1000, zone).date()
    return day if day >= today else None


def place_of(address: str | None) -> str | None:
    """Return the province, city or district that a masked address still tells."""
    found = _PLACE.search((address or "").strip())
    place = found.group().strip(" *") if found else ""
    return place if len(place) > 1 else None


def _days_taken(tx: Tx, merchant_id: str, place: str) -> float | None:
    """Return the median of the days from payment to arrival of recent orders to this place."""
    recent = (
        select(Order.paid_at, Order.expected_at, Order.address_masked)
        .where(
            Order.merchant_id == merchant_id,
            Order.paid_at >= tx.now - LOOK_BACK,
            Order.expected_at.is_not(None),
        )
        .order_by(Order.paid_at.desc())
        .limit(MOST_COMPARED)
    )
    taken = [
        (row.expected_at - row.paid_at) / DAY
        for row in tx.session.execute(recent)
        if row.expected_at > row.paid_at and place_of(row.address_masked) == place
    ]
    return median(taken) if len(taken) >= LEAST_TO_THE_PLACE else None
