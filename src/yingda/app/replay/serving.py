"""Agents in a replay: they sign in, accept what routing gives them, and say what was recorded."""

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx2

from yingda.app.replay.listening import Listener
from yingda.app.replay.recording import OWN_NAME
from yingda.app.replay.visiting import Stage
from yingda.app.replay.wire import Refused, Unreachable, Wire

Json = dict[str, Any]


class Agent:
    """One signed-in agent."""

    def __init__(
        self, stage: Stage, client: httpx2.AsyncClient, wire: Wire, floor: "Floor"
    ) -> None:
        self._stage = stage
        self._client = client
        self._wire = wire
        self._floor = floor
        self._listener: Listener | None = None
        self._accepting: dict[str, asyncio.Task[None]] = {}
        self._sent = 0
        self.id = ""
        self.account = ""
        self.name = ""

    async def come(self, account: str, password: str, origin: str) -> None:
        """Sign in, listen, and be available."""
        self.account = account
        signed_in = await self._wire.post(
            "/api/session", {"account": account, "password": password}
        )
        self.id, self.name = signed_in["staff"]["id"], signed_in["staff"]["name"]
        self._wire.headers["X-CSRF-Token"] = signed_in["csrf"]
        cookies = "; ".join(f"{name}={value}" for name, value in self._client.cookies.items())
        self._listener = Listener(
            self._stage.socket_url,
            self._hear,
            self._heal,
            self._stage.tally,
            self._stage.pauses,
            headers={"Cookie": cookies, "Origin": origin},
        )
        await self._listener.start()
        await self._be("available")

    async def go(self) -> None:
        """Take no more, and hang up."""
        try:
            await self._be("offline")
        except (Refused, Unreachable):
            self._stage.tally.errors["agent.could_not_leave"] += 1
        if self._listener is not None:
            await self._listener.stop()

    async def reply(self, conversation_id: str, text: str) -> None:
        """Say something in a conversation of one's own, until it is acknowledged."""
        self._sent += 1
        draft = {
            "client_key": f"{self._stage.run}-{self.account}-{self._sent}",
            "content_type": "text",
            "text": text.replace(OWN_NAME, self.name),
        }
        path = f"/api/conversations/{conversation_id}/messages"
        message = await self._wire.post(path, draft)
        self._stage.tally.acknowledged += 1
        self._stage.tally.agent_messages += 1
        self._stage.ledger.acknowledge(message)

    async def transfer(self, conversation_id: str, group: str | None, note: str) -> bool:
        """Hand over to the group named, or to any group one is not in; False when none is ready."""
        groups = await self._wire.list("/api/team/groups")
        named = [one for one in groups if group is not None and group == one["name"]]
        others = [one for one in groups if one["ready"] and not self._is_in(one)]
        for target in named or others[:1]:
            path = f"/api/conversations/{conversation_id}/transfer"
            self._floor.lost(conversation_id)
            await self._wire.post(path, {"group_id": target["id"], "note": note})
            self._stage.tally.transfers += 1
            return True
        return False

    async def close(self, conversation_id: str, summary: str | None, tags: Sequence[str]) -> None:
        """End the conversation with a summary."""
        body: Json = {"tags": list(tags)} | ({"summary": summary} if summary else {})
        try:
            await self._wire.post(f"/api/conversations/{conversation_id}/close", body)
        except Refused as refusal:
            if refusal.status not in {404, 409}:
                raise

    def _is_in(self, group: Json) -> bool:
        return any(member["staff_id"] == self.id for member in group["members"])

    async def _be(self, presence: str) -> None:
        await self._wire.put("/api/team/me/presence", {"state": presence})

    def _hear(self, kind: str, data: Json) -> None:
        if kind == "ConversationChanged":
            self._look_at(data["row"])

    def _look_at(self, row: Json) -> None:
        if row["agent_id"] != self.id or row["status"] != "open":
            self._floor.lost(row["id"], self)
        elif row["leg_accepted"]:
            self._floor.owned(row["id"], self)
        elif row["id"] not in self._accepting:
            self._accepting[row["id"]] = asyncio.create_task(self._accept(row["id"]))

    async def _accept(self, conversation_id: str) -> None:
        try:
            await self._wire.post(f"/api/conversations/{conversation_id}/accept", {})
            self._floor.owned(conversation_id, self)
        except (Refused, Unreachable) as refusal:
            self._stage.tally.errors[f"accept: {refusal}"] += 1
        finally:
            self._accepting.pop(conversation_id, None)

    async def _heal(self) -> None:
        await self._be("available")
        page = await self._wire.get("/api/conversations", {"tab": "mine", "limit": 100})
        for row in page["items"]:
            self._look_at(row)


class Floor:
    """Who of the agents has which conversation."""

    def __init__(self) -> None:
        self._owners: dict[str, Agent] = {}
        self._changed = asyncio.Condition()
        self._telling: set[asyncio.Task[None]] = set()

    def owned(self, conversation_id: str, agent: Agent) -> None:
        """Note that the agent has accepted the conversation."""
        self._owners[conversation_id] = agent
        self._tell()

    def lost(self, conversation_id: str, agent: Agent | None = None) -> None:
        """Note that the agent (or whoever) no longer has the conversation."""
        if agent is None or self._owners.get(conversation_id) is agent:
            self._owners.pop(conversation_id, None)

    async def owner_of(self, conversation_id: str, seconds: float) -> Agent | None:
        """Wait until somebody has the conversation; None when nobody does in time."""
        try:
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(lambda: conversation_id in self._owners)
        except TimeoutError:
            return None
        return self._owners[conversation_id]

    def _tell(self) -> None:
        task = asyncio.create_task(self._wake())
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _wake(self) -> None:
        async with self._changed:
            self._changed.notify_all()
