"""Compares a ledger with what the server returns: nothing acknowledged may be lost or altered."""

from dataclasses import dataclass, field
from typing import Any

from yingda.app.replay.ledger import Entry, Fault, compare
from yingda.app.replay.wire import Refused, Wire


@dataclass(slots=True)
class Finding:
    """What a check found."""

    conversations: int = 0
    messages: int = 0
    faults: list[Fault] = field(default_factory=list)


async def check_ledger(wire: Wire, ledger: dict[str, list[Entry]]) -> Finding:
    """Read every conversation of the ledger as signed-in staff and compare it."""
    finding = Finding()
    for conversation_id, entries in ledger.items():
        finding.conversations += 1
        finding.messages += len({entry.message_id for entry in entries})
        finding.faults += compare(entries, await _messages_of(wire, conversation_id))
    return finding


async def _messages_of(wire: Wire, conversation_id: str) -> list[Any]:
    messages: list[Any] = []
    more = True
    while more:
        after = messages[-1]["seq"] if messages else 0
        path = f"/api/conversations/{conversation_id}/messages"
        try:
            stretch = await wire.get(path, {"after": after, "limit": 200})
        except Refused as refusal:
            if refusal.status == 404:
                return messages
            raise
        messages += stretch["items"]
        more = bool(stretch["more"] and stretch["items"])
    return messages
