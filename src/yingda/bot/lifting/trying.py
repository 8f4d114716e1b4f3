"""Trying an endpoint: one small call to each model, and plain words about what is wrong."""

from yingda.bot.lifting.budget import Payer
from yingda.bot.lifting.calling import Models
from yingda.bot.lifting.schemas import ModelView, TrialOfModel, Tried
from yingda.bot.lifting.wire import Outcome, Turn
from yingda.foundation.auth.principal import Principal

QUESTION = [Turn("user", "Answer with the word OK.")]
MOST_TOKENS = 200


async def tried(models: Models, settings: ModelView, caller: Principal) -> TrialOfModel:
    """Return what came of asking the stored endpoint for a word, and for a vector."""
    payer = Payer(caller.tenant_id)
    chat = embedding = None
    if settings.chat_model:
        chat = _seen(await models.chat(payer, "try", QUESTION, MOST_TOKENS))
    if settings.embedding_model:
        embedding = _seen(await models.embed(payer, "try", ["OK"]))
    return TrialOfModel(chat=chat, embedding=embedding)


def _seen(outcome: Outcome) -> Tried:
    return Tried(
        problem=outcome.problem,
        status=outcome.status,
        said=outcome.said or outcome.text[:100],
        took_ms=outcome.took_ms,
    )
