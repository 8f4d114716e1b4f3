"""Something happened: tell the systems that listen."""

from yingda.conversations.events import (
    ConversationAssigned,
    ConversationClosed,
    ConversationOpened,
    MessagePosted,
)
from yingda.conversations.models import Row
from yingda.conversations.queries.access import conversation_by_id
from yingda.customers.events import CustomersMerged, CustomersSplit
from yingda.foundation.transaction import Tx
from yingda.integrations import payloads
from yingda.integrations.schemas import Kind
from yingda.integrations.service import announce
from yingda.merchants.queries import merchant_by_id
from yingda.team.queries import staff_by_id


def tell_opened(tx: Tx, fact: ConversationOpened) -> None:
    """A customer has begun to ask."""
    row = conversation_by_id(tx, fact.conversation_id)
    if row is not None:
        told = payloads.OpenedConversation(
            **_conversation(row),
            channel=row["channel"],
            language=row["language"],
            opened_at=row["opened_at"],
        )
        _announce(tx, "conversation.opened", row, row["opened_at"], told)


def tell_assigned(tx: Tx, fact: ConversationAssigned) -> None:
    """Somebody was given the conversation, or has opened it."""
    row = conversation_by_id(tx, fact.conversation_id)
    if row is not None:
        told = payloads.AssignedConversation(
            **_conversation(row),
            leg_id=fact.leg_id,
            agent=_person(tx, fact.agent_id),
            accepted=fact.accepted,
        )
        _announce(tx, "conversation.assigned", row, tx.now, told)


def tell_closed(tx: Tx, fact: ConversationClosed) -> None:
    """The conversation has ended."""
    row = conversation_by_id(tx, fact.conversation_id)
    if row is not None:
        told = payloads.ClosedConversation(
            **_conversation(row),
            agent=None if fact.agent_id is None else _person(tx, fact.agent_id),
            closed_by=fact.closed_by,
            had_human=fact.had_human,
            opened_at=row["opened_at"],
            closed_at=row["closed_at"],
        )
        _announce(tx, "conversation.closed", row, row["closed_at"] or tx.now, told)


def tell_posted(tx: Tx, fact: MessagePosted) -> None:
    """Somebody said something."""
    told = payloads.PostedMessage(
        conversation_id=fact.conversation_id,
        merchant_id=fact.merchant_id,
        customer_id=fact.customer_id,
        message=payloads.ToldMessage.model_validate(
            {name: getattr(fact.message, name) for name in payloads.ToldMessage.model_fields}
        ),
    )
    tenant_id = merchant_by_id(tx, fact.merchant_id).tenant_id
    announce(tx, "message.posted", tenant_id, fact.merchant_id, fact.message.sent_at, told)


def tell_merged(tx: Tx, fact: CustomersMerged) -> None:
    """Two customers are one person."""
    announce(
        tx, "customer.merged", fact.tenant_id, fact.merchant_id, tx.now, _joined_customers(fact)
    )


def tell_split(tx: Tx, fact: CustomersSplit) -> None:
    """They are two people after all."""
    announce(
        tx, "customer.split", fact.tenant_id, fact.merchant_id, tx.now, _joined_customers(fact)
    )


def _announce(tx: Tx, kind: Kind, row: Row, at: int, told: payloads.Told) -> None:
    announce(tx, kind, row["tenant_id"], row["merchant_id"], at, told)


def _conversation(row: Row) -> dict[str, str]:
    ids = {name: row[name] for name in ("merchant_id", "customer_id")}
    return ids | {"conversation_id": row["id"]}


def _person(tx: Tx, staff_id: str) -> payloads.Person:
    return payloads.Person(id=staff_id, name=staff_by_id(tx, staff_id).name)


def _joined_customers(fact: CustomersMerged | CustomersSplit) -> payloads.JoinedCustomers:
    return payloads.JoinedCustomers(
        merchant_id=fact.merchant_id,
        merge_id=fact.merge_id,
        kept_id=fact.kept_id,
        merged_id=fact.merged_id,
        member_ids=list(fact.member_ids),
    )
