"""One question and the model: made clearer first, then answered from entries, or left as it was."""

from collections.abc import Mapping

from yingda.bot.lifting import grounding, indexing, preparing, prompting, rewriting
from yingda.bot.lifting.calling import Models
from yingda.bot.lifting.preparing import Asked, Candidate
from yingda.bot.lifting.wire import object_in
from yingda.bot.replying import Reply
from yingda.foundation.db import Database

Better = tuple[Reply, str]
"""A better reply, and what the model did for it: rewrite or answer."""

GROUNDED = 0.8
"""What is written down as confidence of an answer that passed every check; it is no probability."""


async def lifted(db: Database, models: Models, message_id: str) -> Better | None:
    """Return a better reply than the sparse engine's; None when the model brings none."""
    asked = await db.read(preparing.waiting_question, message_id)
    if asked is None:
        return None
    questions = [asked.question]
    if "rewrite" in asked.uses and asked.before:
        clearer = await _clearer(models, asked)
        if clearer is not None:
            reply = await db.read(preparing.asked_again, asked, clearer)
            if reply is not None and reply.verdict == "answer":
                return reply, "rewrite"
            questions.append(clearer)
    if "answer" not in asked.uses:
        return None
    cosines = await _cosines(db, models, asked) if "embed" in asked.uses else None
    about = (asked.merchant_id, asked.customer_id, questions, asked.language, cosines)
    candidates = await db.read(preparing.candidates_for, *about)
    reply = await _answered(models, asked, candidates) if candidates else None
    return None if reply is None else (reply, "answer")


async def _cosines(db: Database, models: Models, asked: Asked) -> Mapping[str, float] | None:
    vectors = await db.read(indexing.vectors_of, asked.merchant_id)
    if not vectors.ids:
        return None
    outcome = await models.embed(asked.payer, "embed", [asked.masked_question])
    return vectors.cosines(outcome.vectors[0]) if outcome.vectors else None


async def _clearer(models: Models, asked: Asked) -> str | None:
    turns = prompting.rewrite(asked.before, asked.masked_question)
    outcome = await models.chat(asked.payer, "rewrite", turns, prompting.REWRITE_TOKENS)
    text = rewriting.rewritten(object_in(outcome.text), asked.masked_question, asked.context)
    return None if text is None else asked.veil.unmasked(text)


async def _answered(models: Models, asked: Asked, candidates: list[Candidate]) -> Reply | None:
    passages = preparing.passages_of(candidates, asked.veil)
    turns = prompting.answer(asked.before, asked.masked_question, passages)
    outcome = await models.chat(asked.payer, "answer", turns, prompting.ANSWER_TOKENS)
    written = grounding.read(object_in(outcome.text), len(candidates))
    if isinstance(written, str):
        return None
    cited = [candidates[place] for place in written.cited]
    claims = [f"{passages[place].question}\n{passages[place].answer}" for place in written.cited]
    if grounding.wrong_with(written.text, claims, asked.masked_question):
        return None
    text = asked.veil.unmasked(written.text)
    return None if text is None else _reply(text, cited)


def _reply(text: str, cited: list[Candidate]) -> Reply:
    ids = tuple(one.entry.id for one in cited)
    sources = [{"entry_id": one.entry.id, "title": one.title} for one in cited]
    content = {"text": text, "sources": sources, "confidence": GROUNDED, "written_by": "model"}
    return Reply("answer", None, ids, GROUNDED, "answer", content)
