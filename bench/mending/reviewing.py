"""Somebody who knows the shop works down the leak board for an hour, by the board's own calls."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx2

from bench.mending.people import Json, Owner

HOUR = 3_600
MEND_SECONDS = 50
LABEL_SECONDS = 15


@dataclass
class Shop:
    """What is known: each label's entry, if it has one, and what labels are called in words."""

    names: Mapping[str, str]
    entries: dict[str, str] = field(default_factory=dict)


@dataclass
class Reviewer:
    """Takes the newest open row each time; `known` says what each question was about."""

    owner: Owner
    shop: Shop
    known: Mapping[str, str | None]
    done: Counter[str] = field(default_factory=Counter)

    async def work(self) -> None:
        """Mend rows until the hour is over or the board is empty."""
        seconds = 0
        while seconds < HOUR and (row := await self._next()):
            label = self.known.get(row["question"])
            if label is None:
                await self._label(row, "out_of_scope")
                seconds += LABEL_SECONDS
            else:
                await self._mend(row, label)
                seconds += MEND_SECONDS
        self.done["minutes"] = round(seconds / 60)

    async def _next(self) -> Json | None:
        query = {"unlabelled": "true", "limit": 1}
        page = await self.owner.ask("GET", "/api/leaks", params=query)
        self.done["looked"] += bool(page["items"])
        return page["items"][0] if page["items"] else None

    async def _mend(self, row: Json, label: str) -> None:
        entry_id = self.shop.entries.get(label)
        fix = (
            {"kind": "similar", "entry_id": entry_id, "text": row["question"]}
            if entry_id
            else new_entry(self.shop.names[label], row["question"])
        )
        try:
            path = f"/api/leaks/{row['id']}/mendings"
            made = await self.owner.ask("POST", path, json={"fix": fix})
        except httpx2.HTTPStatusError as refusal:
            self.done[refusal.response.json()["code"]] += 1
            await self._label(row, "variants_confuse")
            return
        self.done[fix["kind"]] += 1
        self.done["closed with them"] += made["outcome"]["likewise"]
        self.shop.entries[label] = made["entry_id"]

    async def _label(self, row: Json, found: str) -> None:
        await self.owner.ask("PUT", f"/api/leaks/{row['id']}/label", json={"label": found})
        self.done[found] += 1


def new_entry(name: str, *similar: str) -> Json:
    """Return the entry that was missing, in the shop's words and the customer's."""
    return {"kind": "create"} | entry_of(name, *similar)


def entry_of(name: str, *similar: str) -> Json:
    """Return an entry as somebody writes it who knows what it is about."""
    question = re.sub(r"^买家(咨询|表示|要求|催促|询问)?", "", name)
    others = [text for text in dict.fromkeys(similar) if text != question]
    return {"question": question, "answer": f"{name}。", "similar": others}
