"""What can go wrong around phases."""

from yingda.foundation.errors import Conflict, Invalid, NotFound


class PhaseUnknown(NotFound):
    """No such phase, or not one the caller may know of."""

    code = "phases.unknown"


class PhaseTimesWrong(Invalid):
    """A phase must end after it begins, and not in the past."""

    code = "phases.times_wrong"


class PhasesOverlap(Conflict):
    """Another phase has part of this time; `name` names it."""

    code = "phases.overlap"


class PhaseBegun(Conflict):
    """What conversations follow already cannot be changed; its name and its end can."""

    code = "phases.begun"
