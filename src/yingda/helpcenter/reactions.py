"""What the help centre does when something happens."""

from yingda.conversations import service as conversation
from yingda.conversations.events import ConversationOpened
from yingda.conversations.queries.access import conversation_by_id
from yingda.customers.queries import current_customer
from yingda.foundation.db import Tx
from yingda.foundation.runtime import visitor
from yingda.foundation.words import language_of
from yingda.helpcenter import queries
from yingda.helpcenter.gathering import tellable
from yingda.helpcenter.greeting import greeting_for
from yingda.merchants.models import Language


def greet(tx: Tx, event: ConversationOpened) -> None:
    """Welcome a customer who has not said anything yet, with what is true for them."""
    row = conversation_by_id(tx, event.conversation_id)
    if row is None or row["stage"] != "bot" or row["last_seq"] > 0:
        return
    customer = current_customer(tx, event.customer_id)
    caller = visitor(event.tenant_id, event.merchant_id, customer.id, customer.name)
    language: Language = customer.language
    for spoken in ("zh-CN", "zh-TW", "en"):
        if language_of(event.language) == spoken:
            language = spoken
    person = queries.visitor_as_person(tx, caller, language)
    conversation.say(
        tx,
        event.conversation_id,
        content_type="text",
        content={"text": greeting_for(tx, person, tellable(tx, person))},
        sender_kind="rule_autoreply",
    )
