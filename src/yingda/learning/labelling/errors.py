"""What can go wrong when drawn transfers are labelled."""

from yingda.foundation.errors import Conflict, NotFound


class TransferNotDrawn(NotFound):
    """This transfer is not in the sample that is labelled now."""

    code = "learning.transfer_not_drawn"


class LabelledByTwo(Conflict):
    """Two people have labelled it already: a third word is that of the board."""

    code = "learning.labelled_by_two"
