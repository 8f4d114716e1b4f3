"""What can go wrong with calls."""

from yingda.foundation.errors import Conflict, Invalid, NotFound


class CallUnknown(NotFound):
    """No such call exists for the caller."""

    code = "phone.call_unknown"


class CallOver(Conflict):
    """The call has ended; nothing more can be said in it."""

    code = "phone.call_over"


class TurnOutOfOrder(Conflict):
    """The turn is not the next one of the call, nor one that was answered before."""

    code = "phone.turn_out_of_order"


class MenuKeyTaken(Invalid):
    """Two items of a menu have the same key."""

    code = "phone.menu_key_taken"


class MenuItemUnusable(Invalid):
    """An item of a menu leads to nothing a caller could be told or given."""

    code = "phone.menu_item_unusable"


class LinkGone(NotFound):
    """The link of a call is not known, or was sent too long ago."""

    code = "phone.link_gone"
