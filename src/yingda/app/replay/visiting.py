"""A customer in a replay: opens the widget, asks, listens for answers, wants a person, rates."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yingda.app.replay.ledger import Ledger
from yingda.app.replay.listening import Listener
from yingda.app.replay.pausing import Pauses
from yingda.app.replay.recording import Verdict
from yingda.app.replay.tally import Decision, Tally
from yingda.app.replay.wire import Refused, Wire
from yingda.foundation.clock import Clock

Json = dict[str, Any]
WITH_THE_BOT = frozenset({"bot", "self_service"})
INVITATION_SECONDS = 5.0
DECISIONS: dict[str, Decision] = {
    "answer": "answer",
    "choices": "choices",
    "unknown": "unknown",
    # A task under way answers too: by words, or by a card.
    "text": "answer",
    "task": "answer",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """What everyone in one replay shares."""

    socket_url: str
    public_key: str
    run: str
    tally: Tally
    ledger: Ledger
    pauses: Pauses
    clock: Clock


@dataclass(frozen=True, slots=True)
class Reaction:
    """What the bot did with a question, and the message that says so."""

    decision: Decision
    message: Json | None
    took_ms: int


class Visitor:
    """One visitor with a conversation of their own."""

    def __init__(self, stage: Stage, wire: Wire, name: str) -> None:
        self._stage = stage
        self._wire = wire
        self._name = name
        self._listener: Listener | None = None
        self._heard = asyncio.Event()
        self._sent = 0
        self.messages: dict[int, Json] = {}
        self.conversation: Json = {}

    @property
    def conversation_id(self) -> str:
        """Return which conversation this is."""
        return str(self.conversation["id"])

    @property
    def with_the_bot(self) -> bool:
        """Tell whether no person has been asked for."""
        return self.conversation["stage"] in WITH_THE_BOT

    async def arrive(self) -> None:
        """Open the widget and begin a conversation."""
        token = await self._introduce()
        self._listener = Listener(
            self._stage.socket_url,
            self._hear,
            self._heal,
            self._stage.tally,
            self._stage.pauses,
            token=token,
        )
        await self._listener.start()
        self.conversation = await self._wire.post("/api/widget/conversations", {})
        await self._catch_up()

    async def _introduce(self) -> str:
        self._wire.headers.pop("Authorization", None)
        page = {"url": "https://shop.invalid/replay", "title": "replay", "referrer": ""}
        start = {
            "public_key": self._stage.public_key,
            "visitor_secret": secret_of(self._stage.run, self._name),
            "page": page,
        }
        started = await self._wire.post("/api/widget/start", start)
        token = str(started["token"])
        self._wire.headers["Authorization"] = f"Bearer {token}"
        self._wire.renew = self._renew
        return token

    async def _renew(self) -> None:
        token = await self._introduce()
        if self._listener is not None:
            self._listener.token = token

    async def say(self, text: str) -> Json:
        """Send a message until it is acknowledged."""
        self._sent += 1
        draft = {
            "client_key": f"{self._stage.run}-{self._name}"[:56] + f"-{self._sent}",
            "content_type": "text",
            "text": text,
        }
        message: Json = await self._wire.post(self._path("messages"), draft)
        self._stage.tally.acknowledged += 1
        self._stage.ledger.acknowledge(message)
        self.messages[message["seq"]] = message
        return message

    async def reaction(self, seq: int, seconds: float) -> Reaction:
        """Wait for what the bot does with the message `seq`."""
        began = self._stage.clock.now()
        await self.until(lambda: self._decision_after(seq) is not None, seconds)
        found = self._decision_after(seq)
        took_ms = self._stage.clock.now() - began
        return Reaction(*found, took_ms) if found else Reaction("nothing", None, took_ms)

    async def ask_human(self, reason: str) -> None:
        """Ask for a person; to have one already is as good."""
        try:
            self._see(await self._wire.post(self._path("ask-human"), {"reason": reason}))
        except Refused as refusal:
            if refusal.status != 409:
                raise

    async def rate(self, verdict: Verdict) -> None:
        """Say how it was."""
        await self.until(self._is_invited, INVITATION_SECONDS)
        draft = verdict.model_dump(exclude_none=True)
        await self._wire.post(self._path("rating"), draft)
        self._stage.tally.ratings += 1

    async def leave(self) -> None:
        """End the conversation, if nobody has."""
        try:
            await self._wire.post(self._path("close"), {})
        except Refused as refusal:
            if refusal.status not in {404, 409}:
                raise

    async def hang_up(self) -> None:
        """Close the widget."""
        if self._listener is not None:
            await self._listener.stop()

    async def until(self, true: Callable[[], bool], seconds: float) -> bool:
        """Wait until what was heard makes `true` true."""
        try:
            async with asyncio.timeout(seconds):
                while not true():
                    self._heard.clear()
                    await self._heard.wait()
        except TimeoutError:
            return False
        return True

    def _is_invited(self) -> bool:
        return any(one["content_type"] == "rating_invitation" for one in self.messages.values())

    def _path(self, verb: str) -> str:
        return f"/api/conversations/{self.conversation_id}/{verb}"

    def _hear(self, kind: str, data: Json) -> None:
        if kind in {"MessagePosted", "MessageChanged"}:
            self.messages[data["message"]["seq"]] = data["message"]
        elif kind == "VisitorConversationChanged":
            self._see(data["conversation"])
        self._heard.set()

    def _see(self, conversation: Json) -> None:
        if not self.conversation or conversation["id"] == self.conversation["id"]:
            self.conversation = conversation

    async def _heal(self) -> None:
        if self.conversation:
            self._see(await self._wire.get(f"/api/conversations/{self.conversation_id}"))
            await self._catch_up()

    async def _catch_up(self) -> None:
        after = max(self.messages, default=0)
        more = True
        while more:
            stretch = await self._wire.get(self._path("messages"), {"after": after})
            self.messages |= {message["seq"]: message for message in stretch["items"]}
            more, after = stretch["more"], max(self.messages, default=0)
        self._heard.set()

    def _decision_after(self, seq: int) -> tuple[Decision, Json] | None:
        for later in sorted(one for one in self.messages if one > seq):
            message = self.messages[later]
            decision = decision_in(message)
            if decision is not None:
                return decision, message
        return None


def decision_in(message: Json) -> Decision | None:
    """Return what the bot decided with this message, None when it is no decision of the bot."""
    if message["content_type"] == "event" and message["content"]["code"] == "queued":
        return "handed_over"
    if message["sender_kind"] != "bot_auto" or message["content_type"] not in DECISIONS:
        return None
    if message["content_type"] == "answer" and not message["content"].get("sources"):
        return "courtesy"
    return DECISIONS[message["content_type"]]


def secret_of(run: str, name: str) -> str:
    """Return the secret of one visitor: the same again in the same run, another in every other."""
    return hashlib.sha256(f"{run}/{name}".encode()).hexdigest()
