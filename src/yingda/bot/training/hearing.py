"""What customers asked lately in their own words, and which share of it has an answer."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy import and_, select

from yingda.bot.models import BotReply
from yingda.bot.normalising import core
from yingda.bot.understanding.calibration import Calibrator, share_inside
from yingda.bot.understanding.fusing import Understanding
from yingda.conversations.models import Message
from yingda.foundation.db import Tx
from yingda.knowledge.searching import KnowledgeIndex

MOST_HEARD = 2_000
_IN_WORDS = ("answer", "choices", "unknown")


def asked_lately(tx: Tx, merchant_id: str, index: KnowledgeIndex) -> tuple[str, ...]:
    """Return the newest questions, without what is known word for word: that is not guessed."""
    asked = and_(
        Message.conversation_id == BotReply.conversation_id,
        Message.id == BotReply.asked_message_id,
        Message.content_type == "text",
        Message.recalled_at.is_(None),
    )
    found = (
        select(Message.content)
        .select_from(BotReply)
        .join(Message, asked)
        .where(BotReply.merchant_id == merchant_id, BotReply.verdict.in_(_IN_WORDS))
        .order_by(BotReply.at.desc(), BotReply.id.desc())
        .limit(MOST_HEARD)
    )
    texts = [core(str(content.get("text", ""))) for content in tx.session.scalars(found)]
    return tuple(text for text in texts if text and not index.exactly(text))


def share_answered(
    understanding: Understanding, calibrator: Calibrator, asked: Sequence[str]
) -> float:
    """Return which share of these questions has an answer, as far as one can see without labels."""
    ranked = [understanding.ranked(text) for text in asked[:MOST_HEARD]]
    heard = [calibrator.has_answer.log_odds(one.signals()) for one in ranked if one is not None]
    return share_inside(np.array(heard))
