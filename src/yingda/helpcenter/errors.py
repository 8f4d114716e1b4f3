"""What can go wrong in the help centre."""

from yingda.foundation.errors import Conflict, Invalid, NotFound


class SuggestionUnknown(NotFound):
    """No such list of suggestions was shown to this customer, or not with this question."""

    code = "helpcenter.suggestion_unknown"


class TileUnusable(Invalid):
    """A tile leads to an entry that does not exist in this shop."""

    code = "helpcenter.tile_unusable"


class TileConditionWrong(Invalid):
    """The condition of a tile cannot be read."""

    code = "helpcenter.tile_condition_wrong"


class BotTooLittleTried(Conflict):
    """The way to a person may not be hidden: too few conversations say how good the bot is."""

    code = "helpcenter.bot_too_little_tried"


class BotNotGoodEnough(Conflict):
    """The way to a person may not be hidden: the bot resolves too little by itself."""

    code = "helpcenter.bot_not_good_enough"
