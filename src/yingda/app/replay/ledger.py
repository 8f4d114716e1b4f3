"""The ledger of a replay: every message the server acknowledged, to be found again afterwards."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from pydantic import BaseModel, ConfigDict, ValidationError


class Entry(BaseModel):
    """One acknowledged message; the text itself stays out, its digest tells whether it is whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    conversation_id: str
    message_id: str
    seq: int
    client_key: str
    digest: str

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> Self:
        """Return what to remember of a message as the server showed it."""
        return cls(
            conversation_id=message["conversation_id"],
            message_id=message["id"],
            seq=message["seq"],
            client_key=message["client_key"],
            digest=digest_of(message["content"]),
        )


class Ledger:
    """Appends to the ledger's file, one JSON object a line; None keeps none."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        if self._path is not None:
            self._file = self._path.open("a", encoding="utf-8")
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def acknowledge(self, message: Mapping[str, Any]) -> None:
        """Write down that the server acknowledged `message`."""
        if self._file is not None:
            self._file.write(Entry.of(message).model_dump_json() + "\n")
            self._file.flush()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the server does not show as it acknowledged it."""

    kind: str
    conversation_id: str
    seq: int

    def __str__(self) -> str:
        return f"{self.kind}: conversation {self.conversation_id}, seq {self.seq}"


def read_ledger(lines: Iterable[str]) -> dict[str, list[Entry]]:
    """Return the entries by conversation; a last line cut off by a crash is nothing."""
    entries: dict[str, list[Entry]] = {}
    for line in lines:
        try:
            entry = Entry.model_validate_json(line)
        except ValidationError:
            continue
        entries.setdefault(entry.conversation_id, []).append(entry)
    return entries


def compare(entries: Sequence[Entry], messages: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """Say what of one conversation is missing, altered, doubled or out of its gap-free order."""
    conversation_id = entries[0].conversation_id
    stored = {message["id"]: message for message in messages}
    found: list[Fault] = []
    for entry in {entry.message_id: entry for entry in entries}.values():
        message = stored.get(entry.message_id)
        if message is None:
            found.append(Fault("missing", conversation_id, entry.seq))
        elif _differs(entry, message):
            found.append(Fault("altered", conversation_id, entry.seq))
    keys = Counter(message["client_key"] for message in messages if message.get("client_key"))
    found += [
        Fault("doubled", conversation_id, message["seq"])
        for message in messages
        if keys.get(message.get("client_key"), 0) > 1
    ]
    for expected, message in enumerate(messages, start=1):
        if message["seq"] != expected:
            found.append(Fault("gap", conversation_id, expected))
            break
    return found


def digest_of(content: Mapping[str, Any]) -> str:
    """Return what changes whenever the content does."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


def _differs(entry: Entry, message: Mapping[str, Any]) -> bool:
    recalled = message.get("recalled_at") is not None
    same_place = (message["seq"], message.get("client_key")) == (entry.seq, entry.client_key)
    return not same_place or (not recalled and digest_of(message["content"]) != entry.digest)
