"""What customers said of the service."""

from sqlalchemy import case

from yingda.conversations.models import Conversation, Leg
from yingda.conversations.satisfaction import SATISFIED_FROM
from yingda.insight.records import Entry, Records, entries, not_counted, with_customer
from yingda.insight.scopes import Scope
from yingda.quality.models import Rating


def satisfaction(scope: Scope) -> Records:
    """满意度, metrics.md M51: satisfied ratings (4 or 5 of 5) / ratings.

    One record for each rated conversation; it belongs to the day of the rating.
    Chosen: a customer who rates anew is heard once, with the latest word; a rating belongs to the
    last person who had the conversation; the shop's figure has the ratings of the bot's
    conversations too, nobody's own figure has them; there is no rule for small samples, n is shown.
    """
    return with_customer(
        entries(
            Entry(
                id=Conversation.id,
                at=Rating.rated_at,
                part=case((Rating.score >= SATISFIED_FROM, 1), else_=0),
                reason=not_counted(),
                agent_name=Leg.owner_name,
                score=Rating.score,
            )
        )
        .select_from(Rating)
        .join(Conversation, Conversation.id == Rating.conversation_id)
        .outerjoin(Leg, Leg.id == Rating.leg_id)
    ).where(
        *scope.owns(Rating),
        *scope.on_the_day(Rating.rated_at),
        *scope.by_person(Rating.agent_id),
    )
