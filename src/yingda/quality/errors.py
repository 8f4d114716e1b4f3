"""What can go wrong with ratings."""

from yingda.foundation.errors import Conflict, NotFound


class NotRated(NotFound):
    """The customer has not rated this conversation."""

    code = "quality.not_rated"


class NotInvited(Conflict):
    """Ratings are asked for when a conversation has ended, not before."""

    code = "quality.not_invited"
