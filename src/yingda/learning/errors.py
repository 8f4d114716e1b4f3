"""What can go wrong on the leak board."""

from yingda.foundation.errors import Conflict, Invalid, NotFound


class LeakNotFound(NotFound):
    code = "learning.leak_not_found"


class ReplyNotFound(NotFound):
    code = "learning.reply_not_found"


class GoldenBroken(Conflict):
    """The change would break golden questions; a lead may make it all the same."""

    code = "learning.golden_broken"


class StillNotAnswered(Conflict):
    """After the change the bot would not answer the leak's own question."""

    code = "learning.still_not_answered"


class ThresholdUnproven(Conflict):
    """Too few golden questions, unless known word for word, to tell what a threshold does."""

    code = "learning.threshold_unproven"


class LeakMended(Conflict):
    """Somebody has mended it already."""

    code = "learning.leak_mended"


class NothingToMerge(Invalid):
    """An entry cannot go into itself, or into one of another shop."""

    code = "learning.nothing_to_merge"


class EntryNotLive(Invalid):
    """A fix that rests on an entry which answers nobody would mend nothing."""

    code = "learning.entry_not_live"


class TooManyVariants(Conflict):
    """The entry has as many similar questions as one may have."""

    code = "learning.too_many_variants"


class TopicNotFound(NotFound):
    code = "learning.topic_not_found"
