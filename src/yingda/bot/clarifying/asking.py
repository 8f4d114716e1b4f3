"""The bot puts the question: after its answer, or where it knows nothing else to say."""

from dataclasses import replace

from sqlalchemy import select

from yingda.bot.clarifying import service
from yingda.bot.clarifying.matching import applies, given_in, is_settled, touches
from yingda.bot.clarifying.models import Discriminator, DiscriminatorUse
from yingda.bot.clarifying.queries import use_in
from yingda.bot.clarifying.reading import in_use, lines_of, question_in, rule_of
from yingda.bot.flows.wording import in_language
from yingda.bot.replying import Reply
from yingda.conversations.events import MessagePosted
from yingda.conversations.models import Row
from yingda.conversations.queries.messages import history
from yingda.foundation.db import Tx
from yingda.foundation.words import say
from yingda.merchants.models import Language

LATEST_MESSAGES = 50
UNSURE = frozenset({"nothing_alike", "too_unsure"})


def thanks_for_answer(tx: Tx, event: MessagePosted, language: Language) -> Reply | None:
    """Return what to say to a customer who gives the fact that the bot has asked for."""
    text = str(event.message.content.get("text", ""))
    for use, stored in _waiting(tx, event.conversation_id):
        answer = given_in(rule_of(stored), text)
        if answer is not None:
            told = in_language(stored.tell, language)
            thanks = say(language, "bot.clarified", answer=stored.answers[answer][0])
            words = {"text": "\n".join(filter(None, (thanks, told))), "sources": []}
            return Reply(
                "pleasantry",
                "clarified",
                confidence=1.0,
                content_type="answer",
                content=words | {"confidence": 1.0},
                clarifies=(use.discriminator_id, answer),
            )
    return None


def with_question(tx: Tx, event: MessagePosted, reply: Reply, language: Language) -> Reply:
    """Return the reply with the question that should still be asked, if there is one."""
    if not _leaves_room(reply):
        return reply
    stored = _to_ask(tx, event)
    if stored is None:
        return reply
    question = question_in(stored, language)
    if reply.verdict == "unknown":
        content = {"text": question, "sources": [], "confidence": 0.0}
        return replace(reply, content_type="answer", content=content, clarifies=(stored.id, None))
    content = dict(reply.content or {})
    content["text"] = f"{content['text']}\n\n{question}"
    return replace(reply, content=content, clarifies=(stored.id, None))


def note(tx: Tx, conversation: Row, reply: Reply) -> None:
    """Note what the bot has asked, or heard."""
    if reply.clarifies is not None:
        discriminator_id, answer = reply.clarifies
        service.note(tx, conversation, discriminator_id, "asked", "bot", answer)


def _leaves_room(reply: Reply) -> bool:
    if reply.hand_over is not None:
        return False
    if reply.verdict == "unknown":
        return reply.reason in UNSURE
    return reply.verdict == "answer" and reply.content_type == "answer"


def _to_ask(tx: Tx, event: MessagePosted) -> Discriminator | None:
    """Return what the message at hand calls for, unless it was asked or is known."""
    text = str(event.message.content.get("text") or event.message.content.get("title") or "")
    called = [
        one for one in in_use(tx, event.merchant_id) if one.bot_asks and touches(rule_of(one), text)
    ]
    if not called:
        return None
    page = history(tx, event.conversation_id, after=None, before=None, limit=LATEST_MESSAGES)
    lines = lines_of(page.items)
    for one in called:
        rule, use = rule_of(one), use_in(tx, event.conversation_id, one.id)
        asked = use is not None and use.outcome == "asked"
        if applies(rule, lines) and not is_settled(rule, lines) and not asked:
            return one
    return None


def _waiting(tx: Tx, conversation_id: str) -> list[tuple[DiscriminatorUse, Discriminator]]:
    asked = (
        select(DiscriminatorUse, Discriminator)
        .join(Discriminator, Discriminator.id == DiscriminatorUse.discriminator_id)
        .where(
            DiscriminatorUse.conversation_id == conversation_id,
            DiscriminatorUse.asked_by == "bot",
            DiscriminatorUse.outcome == "asked",
            DiscriminatorUse.answer.is_(None),
        )
        .order_by(DiscriminatorUse.id.desc())
    )
    return [(use, stored) for use, stored in tx.session.execute(asked)]
