"""What can go wrong in shadow mode."""

from yingda.foundation.errors import Conflict, Invalid, NotFound


class ShadowNotFound(NotFound):
    code = "learning.shadow_not_found"


class ShadowRuns(Conflict):
    """One candidate at a time: what two say cannot be told apart on one page."""

    code = "learning.shadow_runs"


class ShadowIsOver(Conflict):
    code = "learning.shadow_is_over"


class CandidateWorse(Conflict):
    """The golden questions speak against it."""

    code = "learning.candidate_worse"


class NoCandidate(Conflict):
    """Training made nothing that is not live already."""

    code = "learning.no_candidate"


class SameAsLive(Invalid):
    """A candidate that differs in nothing would show nothing."""

    code = "learning.same_as_live"
