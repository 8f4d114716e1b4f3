"""What the help centre does when something happens."""

from dataclasses import dataclass

from yingda.conversations import service as conversation
from yingda.conversations.events import ConversationOpened
from yingda.conversations.queries.access import conversation_by_id
from yingda.customers.queries import current_customer
from yingda.foundation.db import Tx
from yingda.foundation.runtime import visitor
from yingda.foundation.words import language_of
from yingda.helpcenter import queries, results, service
from yingda.helpcenter.events import ExposuresGathered
from yingda.helpcenter.gathering import tellable
from yingda.helpcenter.greeting import greeting_for
from yingda.helpcenter.standing import circumstances_of
from yingda.learning import circumstances
from yingda.learning.circumstances import Circumstance
from yingda.merchants.models import Language


@dataclass(frozen=True, slots=True)
class Met:
    """How a customer is met: the welcome, None for who talks already, and the circumstances."""

    greeting: str | None
    circumstances: tuple[Circumstance, ...]


def find_greeting(tx: Tx, event: ConversationOpened) -> Met | None:
    """Think about what is true for a customer who meets the bot now; reads only."""
    row = conversation_by_id(tx, event.conversation_id)
    if row is None or row["stage"] != "bot":
        return None
    customer = current_customer(tx, event.customer_id)
    caller = visitor(event.tenant_id, event.merchant_id, customer.id, customer.name)
    found = circumstances_of(tx, event.tenant_id, event.merchant_id, queries.level_of(tx, caller))
    if row["last_seq"] > 0:
        return Met(None, found)
    language: Language = customer.language
    for spoken in ("zh-CN", "zh-TW", "en"):
        if language_of(event.language) == spoken:
            language = spoken
    person = queries.visitor_as_person(tx, caller, language)
    return Met(greeting_for(tx, person, tellable(tx, person)), found)


def greet(tx: Tx, event: ConversationOpened, met: Met | None) -> None:
    """Welcome the customer, unless they have begun to talk meanwhile."""
    row = conversation_by_id(tx, event.conversation_id)
    if met is None or row is None:
        return
    circumstances.note(tx, row, met.circumstances)
    if met.greeting is None or row["stage"] != "bot" or row["last_seq"] > 0:
        return
    conversation.say(
        tx,
        event.conversation_id,
        content_type="text",
        content={"text": met.greeting},
        sender_kind="rule_autoreply",
    )


def learn(tx: Tx, event: ExposuresGathered) -> results.Learned:
    """Work out what the ranker can learn; reads only, and takes a while."""
    return results.learned_by(tx, event.merchant_id)


def keep_learned(tx: Tx, event: ExposuresGathered, learned: results.Learned) -> None:
    """Keep what the ranker learned."""
    service.keep_learned(tx, event.merchant_id, learned)
