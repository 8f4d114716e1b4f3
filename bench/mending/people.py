"""The shop's owner and its customers, each as HTTP: what they ask, and what they do about it."""

import asyncio
import itertools
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import httpx2

Json = dict[str, Any]
Verdict = Literal["answer", "choices", "none"]
BREATH_SECONDS = 0.03
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Told:
    """What the bot said to a question: entries it answered from or offered."""

    verdict: Verdict
    entry_ids: tuple[str, ...] = ()


class Person:
    """Somebody who speaks HTTP, and ends the run where the server refuses."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http
        self.headers: dict[str, str] = {}

    async def ask(self, method: str, path: str, **more: Any) -> Any:  # noqa: ANN401 - JSON
        """Send a request; return what came back."""
        answer = await self._http.request(method, path, headers=self.headers, **more)
        answer.raise_for_status()
        return answer.json() if answer.content else None


class Owner(Person):
    """Whoever set the shop up; `merchant` is it."""

    merchant: Json

    async def set_up(self, token: str) -> None:
        """Open the shop by the one-time link."""
        draft = {"token": token, "account": "owner", "name": "Owner", "shop_name": "Shop"}
        session = await self.ask(
            "POST", "/api/setup", json=draft | {"password": secrets.token_urlsafe(16)}
        )
        self.headers["X-CSRF-Token"] = session["csrf"]
        (self.merchant,) = await self.ask("GET", "/api/merchants")

    async def tries(self, text: str) -> Told:
        """Ask the bot without any conversation, so that no leak comes of it."""
        tried = await self.ask("POST", "/api/bot/try", json={"text": text})
        found = tuple(one["entry_id"] for one in tried["entries"])
        return Told(tried["verdict"] if found else "none", found)


class Customer(Person):
    """Somebody new who asks one question, and wants a person where the bot does not help."""

    _numbers = itertools.count(1)

    async def asks(self, public_key: str, text: str, wanted: str | None) -> Told:
        """Ask; who is not told `wanted` asks for a person, everybody else leaves."""
        start: Json = {"public_key": public_key, "visitor_secret": secrets.token_hex(24)}
        start["page"] = {"url": "https://shop.invalid/", "title": "", "referrer": ""}
        started = await self.ask("POST", "/api/widget/start", json=start)
        self.headers["Authorization"] = f"Bearer {started['token']}"
        talk = await self.ask("POST", "/api/widget/conversations", json={})
        path = f"/api/conversations/{talk['id']}"
        said = {"client_key": f"q{next(self._numbers)}", "content_type": "text", "text": text}
        message = await self.ask("POST", f"{path}/messages", json=said)
        told = await self._hears(path, message["seq"])
        helped = wanted is not None and wanted in told.entry_ids
        await self._leaves(path, for_person=not helped)
        return told

    async def _hears(self, path: str, seq: int) -> Told:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                page = await self.ask("GET", f"{path}/messages", params={"after": seq})
                for one in page["items"]:
                    if one["sender_kind"] == "bot_auto":
                        return told_in(one)
                if (await self.ask("GET", path))["stage"] != "bot":
                    return Told("none")
                await asyncio.sleep(BREATH_SECONDS)

    async def _leaves(self, path: str, *, for_person: bool) -> None:
        verb = "ask-human" if for_person else "close"
        answer = await self._http.post(f"{path}/{verb}", json={}, headers=self.headers)
        if answer.status_code != httpx2.codes.CONFLICT:  # the bot had handed over already
            answer.raise_for_status()


def told_in(message: Mapping[str, Any]) -> Told:
    """Return what a message of the bot tells."""
    content = message["content"]
    if sources := content.get("sources"):
        return Told("answer", tuple(one["entry_id"] for one in sources))
    if choices := content.get("choices"):
        return Told("choices", tuple(one["entry_id"] for one in choices))
    return Told("none")
