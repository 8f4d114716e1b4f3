"""What can go wrong around discriminators."""

from yingda.foundation.errors import Invalid, NotFound


class DiscriminatorUnknown(NotFound):
    """No such discriminator, or not one the caller may know of."""

    code = "clarifying.unknown"


class AnswersOverlap(Invalid):
    """The same word stands for two answers, so it tells nothing apart; `word` names it."""

    code = "clarifying.answers_overlap"
