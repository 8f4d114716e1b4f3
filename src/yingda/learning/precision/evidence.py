"""What is known of a shop's answers: golden questions, judged answers, and what was asked.

What leads say of answers before a leak is left out: leaks are where the bot failed, not a sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from yingda.bot import queries as bot
from yingda.bot.engine import Answer
from yingda.bot.models import BotReply
from yingda.bot.normalising import core
from yingda.foundation.clock import DAY
from yingda.foundation.transaction import Tx
from yingda.knowledge.searching import index_for
from yingda.learning.judging.models import SampledReply
from yingda.learning.precision.curve import Known

RECENT = 28 * DAY
ASKED = ("answer", "choices", "unknown")


@dataclass(frozen=True)
class Evidence:
    """Golden questions tried, answers told and judged, and how sure the bot was of each asked.

    `golden` counts the questions that were tried, `knows` those left out: the bot knows them word
    for word, which says nothing of how it does on others.
    """

    tried: Sequence[Known]
    told: Sequence[Known]
    asked: Sequence[float]
    golden: int
    knows: int


def evidence_of(tx: Tx, merchant_id: str) -> Evidence:
    """Return what is known of the engine that answers now."""
    settings = bot.settings_of(tx, merchant_id)
    engine = bot.engine_for(tx, merchant_id).name
    index = index_for(tx, merchant_id)
    golden = bot.golden_of(tx, merchant_id)
    unseen = [
        one for one in golden if not index.exactly(one.text) and not index.exactly(core(one.text))
    ]
    bold = settings.model_copy(update={"answer_above": 0.0, "choices_above": 0.0})
    candidate = bot.candidate_engine(tx, merchant_id, bold, None)
    said = [(one.entry_id, candidate.ask(one.text, {})) for one in unseen]
    tried = [
        Known(verdict.confidence, verdict.entry_id == wanted)
        for wanted, verdict in said
        if isinstance(verdict, Answer)
    ]
    told, asked = _judged(tx, merchant_id, engine), _asked(tx, merchant_id, engine)
    return Evidence(tried, told, asked, len(unseen), len(golden) - len(unseen))


def _judged(tx: Tx, merchant_id: str, engine: str) -> list[Known]:
    """Return the answers whose verdict stands; one that is partly right is not right."""
    found = (
        select(BotReply.confidence, SampledReply.verdict)
        .join(SampledReply, SampledReply.reply_id == BotReply.id)
        .where(
            SampledReply.merchant_id == merchant_id,
            SampledReply.verdict.is_not(None),
            BotReply.verdict == "answer",
            BotReply.engine == engine,
        )
    )
    return [Known(sure, verdict == "right") for sure, verdict in tx.session.execute(found)]


def _asked(tx: Tx, merchant_id: str, engine: str) -> list[float]:
    """Return how sure this engine was of the questions of the last weeks."""
    found = select(BotReply.confidence).where(
        BotReply.merchant_id == merchant_id,
        BotReply.at >= tx.now - RECENT,
        BotReply.verdict.in_(ASKED),
        BotReply.engine == engine,
    )
    return list(tx.session.scalars(found))
