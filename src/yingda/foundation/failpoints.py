"""Named points at which a test ends the process as a power cut would; otherwise they do nothing.

`YINGDA_FAILPOINT=writer.committed:3` ends it when that point is passed for the third time.
"""

import itertools
import os
import sys
from collections.abc import Callable

ENDED = 137
"""The exit status of a process that was ended here: that of one killed with signal 9."""


def pass_by(_name: str) -> None:
    """Do nothing: nobody set a failpoint."""


reach: Callable[[str], None] = pass_by
"""Passes a point; called as `failpoints.reach(name)`, so that arming it takes effect."""


def arm(setting: str) -> None:
    """Set the failpoint `name:n`; an empty setting takes it away."""
    global reach  # noqa: PLW0603 - one name to look up is all that a point may cost
    reach = _ending_at(setting) if setting else pass_by


def _ending_at(setting: str) -> Callable[[str], None]:
    wanted, _, nth = setting.partition(":")
    passes = itertools.count(1)
    last = int(nth or 1)

    def passed(name: str) -> None:
        if name == wanted and next(passes) == last:
            sys.stderr.write(f"failpoint {setting}\n")
            sys.stderr.flush()
            os._exit(ENDED)

    return passed


arm(os.environ.get("YINGDA_FAILPOINT", ""))
