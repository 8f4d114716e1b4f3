"""What can go wrong around the optional language model."""

from yingda.foundation.errors import Conflict, Invalid, Unavailable


class ModelOff(Conflict):
    """No language model is set up, or it is not used for this."""

    code = "lift.off"


class ModelOverCap(Conflict):
    """What may be spent today is spent; it goes on tomorrow."""

    code = "lift.over_cap"


class ModelFailed(Unavailable):
    """The endpoint did not give an answer that can be used."""

    code = "lift.failed"


class KeyNeeded(Invalid):
    """The address leads to another server: only who knows the key may send it there."""

    code = "lift.key_needed"


class ModelAddressWrong(Invalid):
    """Not an address of an endpoint, or one that the operator does not let us reach."""

    code = "lift.address_wrong"


class NothingToDraft(Conflict):
    """Nobody asked anything here, or the shop's knowledge has nothing about it."""

    code = "lift.nothing_to_draft"
