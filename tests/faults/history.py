"""What happened: every send and its answer, what is stored, and what each screen shows."""

import json
from dataclasses import dataclass, field

from sqlalchemy import create_engine, make_url, text


@dataclass(frozen=True)
class Said:
    """A message as it is stored, or as a screen shows it."""

    seq: int
    id: str
    text: str | None
    sender_id: str | None = None
    sent_at: int = 0


@dataclass
class Send:
    """One message that somebody wanted said; `answer` is its (seq, id) once acknowledged.

    `voice` is one open tab of a sender: within it things are said one after the other.
    """

    conversation_id: str
    sender_id: str
    voice: str
    number: int
    text: str
    tries: int = 0
    answer: tuple[int, str] | None = None


@dataclass
class History:
    """The record that a check is made on; texts are unique, so nothing hides behind a key."""

    sends: list[Send] = field(default_factory=list)
    stored: dict[str, list[Said]] = field(default_factory=dict)
    screens: dict[str, dict[str, list[Said]]] = field(default_factory=dict)

    @property
    def acknowledged(self):
        return [send for send in self.sends if send.answer is not None]


def said(row):
    """Return a message of the API, or a row, as what was said."""
    content = row["content"]
    content = json.loads(content) if isinstance(content, str) else content
    return Said(row["seq"], row["id"], content.get("text"), row["sender_id"], row["sent_at"])


def stored_messages(url):
    """Read every conversation's messages past the product, straight from the tables."""
    rows = query(
        url,
        "SELECT conversation_id, seq, id, content, sender_id, sent_at FROM message ORDER BY 1, 2",
    )
    found = {}
    for row in rows:
        found.setdefault(row["conversation_id"], []).append(said(row))
    return found


def query(url, statement, **values):
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            return [dict(row) for row in connection.execute(text(statement), values).mappings()]
    finally:
        engine.dispose()
