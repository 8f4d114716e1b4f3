"""A runtime with every capability plugged in, for whoever needs no web pages."""

from yingda.app.story import STORY, TIMERS
from yingda.foundation.clock import Clock, SystemClock
from yingda.foundation.ids import IdSource, TimeOrderedIds
from yingda.foundation.runtime import Runtime, Wiring
from yingda.foundation.settings import Settings
from yingda.foundation.spans import NO_SPANS, Spans


def runtime_for(
    settings: Settings,
    *,
    clock: Clock | None = None,
    ids: IdSource | None = None,
    spans: Spans = NO_SPANS,
) -> Runtime:
    """Return the parts of one process; none of them runs before it is started."""
    wiring = Wiring(STORY, TIMERS, spans)
    return Runtime(settings, wiring, clock or SystemClock(), ids or TimeOrderedIds())
