"""Who was in a conversation, so that their words can be shown elsewhere without telling who."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from yingda.bot.assisting.veiling import veiled
from yingda.conversations.models import Conversation
from yingda.foundation.db import Tx
from yingda.orders.models import Order


@dataclass(frozen=True)
class Particulars:
    """The names of who spoke, by the variable that stands for each, and the customer's orders."""

    names: Mapping[str, str]
    orders: Sequence[str]

    def taken_from(self, text: str) -> str:
        """Return the text with them, and all that looks like such, as holes to fill."""
        return veiled(text, self.names, self.orders)


def particulars_of(tx: Tx, conversation_ids: Iterable[str]) -> dict[str, Particulars]:
    """Return the particulars of each conversation that is there."""
    talked = select(
        Conversation.id,
        Conversation.customer_id,
        Conversation.customer_name,
        Conversation.agent_name,
    ).where(Conversation.id.in_(set(conversation_ids)))
    rows = tx.session.execute(talked).all()
    bought = select(Order.customer_id, Order.external_id).where(
        Order.customer_id.in_({row.customer_id for row in rows})
    )
    orders: dict[str, list[str]] = {}
    for customer_id, number in tx.session.execute(bought):
        orders.setdefault(customer_id or "", []).append(number)
    return {
        row.id: Particulars(
            {row.customer_name: "customer_name", row.agent_name or "": "agent_name"},
            orders.get(row.customer_id, []),
        )
        for row in rows
    }
