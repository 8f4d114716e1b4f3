"""What can go wrong when answers are judged."""

from yingda.foundation.errors import Conflict, NotFound


class NotInSample(NotFound):
    """This reply was not drawn, or is not of a shop the caller may see."""

    code = "learning.not_in_sample"


class JudgedByTwo(Conflict):
    """Two people have judged it already: a third word is that of whoever settles it."""

    code = "learning.judged_by_two"


class NotSplit(Conflict):
    """The judges agree, or one of them is still missing: there is nothing to settle."""

    code = "learning.not_split"
