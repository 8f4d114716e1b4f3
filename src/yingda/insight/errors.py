"""What can go wrong when somebody asks for figures."""

from yingda.foundation.errors import Forbidden, Invalid, NotFound


class NotYourFigures(Forbidden):
    """An agent sees their own figures; everybody's are for leads and for the shop."""

    code = "insight.not_yours"


class NotPersonal(NotFound):
    """This figure is counted for shops, not for one person."""

    code = "insight.not_personal"


class PeriodWrong(Invalid):
    """The last day comes before the first, or the period is longer than may be asked at once."""

    code = "insight.period_wrong"
