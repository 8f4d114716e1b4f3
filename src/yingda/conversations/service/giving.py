"""Giving those who wait to people, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yingda.conversations import events
from yingda.conversations.commands import Assign
from yingda.conversations.holding import Held, Holding
from yingda.conversations.models import Row
from yingda.conversations.states import Person
from yingda.foundation.transaction import Tx


@dataclass(frozen=True, slots=True)
class Gift:
    """A conversation that waits, and who gets it, why."""

    conversation_id: str
    to: Person
    why: tuple[dict[str, Any], ...]


def assign_waiting(tx: Tx, group_id: str, group_name: str, gifts: Sequence[Gift]) -> dict[str, Row]:
    """Give conversations that wait for a group to people; return the rows of those given, by id.

    One that does not wait for the group any more is left alone. Whoever gives counts the seats.
    """
    holding = Holding(tx)
    holding.take(gift.conversation_id for gift in gifts)
    given: list[Held] = []
    for gift in gifts:
        held = holding.get(gift.conversation_id)
        if held is None or (held.state.stage, held.state.group_id) != ("queue", group_id):
            continue
        holding.fold(held, Assign(gift.to, "auto", gift.why, group_id, group_name))
        given.append(held)
    holding.store()
    for held in given:
        tx.emit(given_to_somebody(held, settled=True))
    return {held.state.id: held.present for held in given}


def given_to_somebody(held: Held, *, settled: bool = False) -> events.ConversationAssigned:
    """Return the fact that somebody was given a conversation and has not opened it yet."""
    state = held.state
    assert state.leg_id is not None
    assert state.agent_id is not None
    return events.ConversationAssigned(
        conversation_id=state.id,
        leg_id=state.leg_id,
        agent_id=state.agent_id,
        merchant_id=state.merchant_id,
        accepted=False,
        settled=settled,
    )


def colleague(role: str, staff_id: str, name: str) -> Person:
    """Return somebody who works here as the owner of a leg."""
    return Person("merchant_staff" if role == "merchant_staff" else "agent_human", staff_id, name)
