"""What can go wrong when a conversation is inspected."""

from yingda.foundation.errors import Conflict, NotFound


class NotDrawn(NotFound):
    """This was not drawn, or is not of a shop the caller may see."""

    code = "quality.not_drawn"


class OwnWork(Conflict):
    """Nobody says of their own work whether it is right."""

    code = "quality.own_work"
