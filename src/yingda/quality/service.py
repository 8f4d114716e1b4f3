"""Inviting and taking ratings."""

from sqlalchemy import select

from yingda.conversations import service as conversation
from yingda.conversations.events import ConversationClosed
from yingda.conversations.queries.access import conversation_for
from yingda.foundation.auth.principal import Principal
from yingda.foundation.bulk import insert_rows
from yingda.foundation.columns import table_of
from yingda.foundation.remembered import Remembered, given
from yingda.foundation.transaction import Tx
from yingda.quality.errors import NotInvited, NotRated
from yingda.quality.events import ConversationRated
from yingda.quality.models import FormerRating, Rating, RatingInvitation
from yingda.quality.schemas import RatingDraft, RatingView

INVITED = Remembered(
    select(RatingInvitation.invited_at).where(
        RatingInvitation.conversation_id == given("conversation_id")
    )
)


def invite(tx: Tx, fact: ConversationClosed) -> None:
    """Ask for a rating, once for each conversation; nobody chooses who is asked."""
    if INVITED.first(tx, conversation_id=fact.conversation_id) is not None:
        return
    invitation = {
        "conversation_id": fact.conversation_id,
        "merchant_id": fact.merchant_id,
        "leg_id": fact.leg_id,
        "agent_id": fact.agent_id,
        "invited_at": tx.now,
    }
    insert_rows(tx.connection, table_of(RatingInvitation), [invitation])
    conversation.append_event(
        tx, fact.conversation_id, content_type="rating_invitation", content={"code": "rate"}
    )


def rate(tx: Tx, conversation_id: str, draft: RatingDraft, caller: Principal) -> RatingView:
    """Take the customer's rating; the latest one counts, the former ones are kept."""
    row = conversation_for(tx, caller, conversation_id)
    invitation = tx.session.get(RatingInvitation, conversation_id)
    if invitation is None:
        raise NotInvited
    rating = tx.session.get(Rating, conversation_id)
    if rating is None:
        rating = Rating(
            conversation_id=conversation_id,
            tenant_id=row["tenant_id"],
            merchant_id=row["merchant_id"],
            customer_id=row["customer_id"],
            leg_id=invitation.leg_id,
            agent_id=invitation.agent_id,
            revision=0,
        )
        tx.session.add(rating)
    else:
        tx.session.add(former(rating))
    rating.score, rating.tags, rating.solved = draft.score, draft.tags, draft.solved
    rating.comment, rating.rated_at = draft.comment, tx.now
    rating.revision += 1
    tx.flush()
    conversation.note_rating(tx, conversation_id, draft.score)
    tx.emit(
        ConversationRated(
            conversation_id=conversation_id,
            tenant_id=rating.tenant_id,
            merchant_id=rating.merchant_id,
            agent_id=rating.agent_id,
            revision=rating.revision,
            **draft.model_dump(),
        )
    )
    return RatingView.model_validate(rating)


def former(rating: Rating) -> FormerRating:
    """Return what is kept of a rating when the customer thinks again."""
    return FormerRating(
        conversation_id=rating.conversation_id,
        revision=rating.revision,
        score=rating.score,
        tags=rating.tags,
        solved=rating.solved,
        comment=rating.comment,
        rated_at=rating.rated_at,
    )


def rating_for(tx: Tx, conversation_id: str, caller: Principal) -> RatingView:
    """Return the rating of a conversation the caller may see."""
    conversation_for(tx, caller, conversation_id)
    rating = tx.session.get(Rating, conversation_id)
    if rating is None:
        raise NotRated
    return RatingView.model_validate(rating)
