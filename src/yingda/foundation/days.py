"""Days as a shop has them: from midnight to midnight in its time zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from yingda.foundation.clock import SECOND, Instant


def day_at(moment: Instant, timezone: str) -> date:
    """Return the date that a shop's wall calendar shows at a moment."""
    return datetime.fromtimestamp(moment / SECOND, ZoneInfo(timezone)).date()


def bounds_of(day: date, timezone: str) -> tuple[Instant, Instant]:
    """Return when the day begins and when the next one does; 23 or 25 hours apart at times."""
    return _midnight(day, timezone), _midnight(day + timedelta(days=1), timezone)


def _midnight(day: date, timezone: str) -> Instant:
    return round(datetime.combine(day, time.min, ZoneInfo(timezone)).timestamp() * SECOND)
