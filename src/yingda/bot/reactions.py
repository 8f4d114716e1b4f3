"""What the bot does when something happens in a conversation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from yingda.bot import queries, service, small_talk
from yingda.bot.clarifying import asking
from yingda.bot.engine import Answer, Engine, Pleasantry, Unknown, Verdict
from yingda.bot.facts import facts_about
from yingda.bot.flows import taking
from yingda.bot.languages import language_of, tells_language
from yingda.bot.lifting import service as lifting
from yingda.bot.replying import Reply, reply_for
from yingda.bot.values import Values, in_chat, values_for
from yingda.conversations.events import MessagePosted
from yingda.conversations.queries.messages import said_since
from yingda.foundation.db import Tx
from yingda.foundation.words import language_of as known_language
from yingda.merchants.models import Language
from yingda.merchants.queries import merchant_by_id


@dataclass(frozen=True)
class Found:
    """What the bot came to think about a message."""

    reply: Reply
    engine: str
    aside: taking.Aside | None = None
    """Set where a task is under way, which asks again afterwards."""


def is_for_the_bot(fact: MessagePosted) -> bool:
    """Tell whether a customer said something while the bot is the one to answer."""
    message = fact.message
    return message.sender_kind == "customer" and message.stage == "bot"


def find_answer(tx: Tx, event: MessagePosted) -> Found | taking.Taking | None:
    """Think about what the customer said; reads only."""
    if not is_for_the_bot(event) or queries.has_replied_to(tx, event.message.id):
        return None
    language = _language(tx, event)
    engine = cache(lambda: queries.engine_in(tx, event.merchant_id, event.conversation_id))
    think = cache(lambda: _verdict(tx, event, engine))
    turn = taking.turn_for(tx, event, language, think)
    if turn is not None and not isinstance(turn, taking.Aside):
        return turn
    if turn is None and (thanks := asking.thanks_for_answer(tx, event, language)):
        return Found(thanks, engine().name)
    verdict = think()
    reply = reply_for(verdict, queries.entries_of(tx, event.merchant_id), language)
    said = str(event.message.content.get("text", ""))
    if topic := small_talk.heard_in(said, verdict):
        in_task = turn is not None
        reply = small_talk.chatted(tx, event.conversation_id, topic, language, in_task=in_task)
    reply = _given_up(tx, event, in_chat(reply, lambda: _values(tx, event, language), language))
    if turn is None:
        reply = asking.with_question(tx, event, reply, language)
    return Found(reply, engine().name, turn)


def say_answer(tx: Tx, event: MessagePosted, found: Found | taking.Taking | None) -> None:
    """Say what was found, let a task go on, or hand over."""
    if isinstance(found, Found):
        if found.aside is None and lifting.put_by(tx, event, found.reply, found.engine):
            return
        service.reply_to(tx, event, found.reply, found.engine)
        if found.aside is not None:
            taking.after_aside(tx, event, found.aside.language)
    elif found is not None:
        service.go_on_with_task(tx, event, found)


def _verdict(tx: Tx, event: MessagePosted, engine: Callable[[], Engine]) -> Verdict:
    message = event.message
    facts = facts_about(tx, event.customer_id)
    if message.content_type == "choice":
        entry_id = str(message.content.get("entry_id", ""))
        entry = queries.entry_to_tell(tx, event.merchant_id, entry_id, facts)
        return Unknown("not_for_customers") if entry is None else Answer(entry.id, 1.0)
    if message.content_type in {"order", "product"}:
        return Pleasantry("which_about")
    if message.content_type != "text":
        return Unknown("not_words")
    return engine().ask(str(message.content.get("text", "")), facts)


def _values(tx: Tx, event: MessagePosted, language: Language) -> Values:
    """Return what variables of an answer stand for; a card the customer sent names its order."""
    contents = said_since(tx, event.conversation_id, 0)
    said = [str(one.get("external_id") or one.get("text") or "") for one in contents]
    return values_for(tx, event.merchant_id, event.customer_id, said, language)


def _language(tx: Tx, event: MessagePosted) -> Language:
    """Return the language of the words; where they tell none, the one spoken in so far.

    A tap says nothing: what was tapped on is in the language of the shop, or of the conversation.
    """
    spoken: Language = merchant_by_id(tx, event.merchant_id).language
    for language in ("zh-CN", "zh-TW", "en"):
        if known_language(event.language) == language:
            spoken = language
    said = [_words(event.message.content)]
    if not tells_language(said[0]):
        said = [_words(one) for one in reversed(said_since(tx, event.conversation_id, 0))]
    return language_of(next(filter(tells_language, said), ""), spoken)


def _words(content: Mapping[str, Any]) -> str:
    return str(content.get("text") or "")


def _given_up(tx: Tx, event: MessagePosted, reply: Reply) -> Reply:
    """Hand over where the bot has not known too often in a row."""
    if reply.verdict != "unknown":
        return reply
    settings = queries.settings_in(tx, event.merchant_id, event.conversation_id)
    most = settings.unknowns_before_human
    before = queries.unknowns_in_a_row(tx, event.conversation_id, most)
    return replace(reply, hand_over="bot_gave_up") if before + 1 >= most else reply
