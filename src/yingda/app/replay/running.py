"""Runs a replay: agents come on duty, conversations are played side by side, all is counted."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from yingda.app.replay.checking import Finding, check_ledger
from yingda.app.replay.ledger import Ledger, read_ledger
from yingda.app.replay.pausing import Pauses
from yingda.app.replay.playing import Manners, Play
from yingda.app.replay.recording import Recording
from yingda.app.replay.serving import Agent, Floor
from yingda.app.replay.tally import Tally
from yingda.app.replay.visiting import Stage, Visitor
from yingda.app.replay.wire import Wire
from yingda.foundation.clock import Clock, SystemClock
from yingda.foundation.ids import IdSource, TimeOrderedIds

REQUEST_SECONDS = 30.0
ON_DUTY = ("agent", "lead")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to play, how, and against which server."""

    server: str
    speed: float = 60.0
    concurrency: int = 8
    agents: int = 3
    give_up_seconds: float = 60.0
    public_key: str | None = None
    ledger: Path | None = None
    manners: Manners = field(default_factory=Manners)
    clock: Clock = field(default_factory=SystemClock)
    ids: IdSource = field(default_factory=TimeOrderedIds)


class NoDemo(Exception):
    """The server has no demo accounts to sign in with."""


class Replay:
    """One run; `stop` ends it after the messages in flight."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._pauses = Pauses(plan.speed)
        self._floor = Floor()
        self.tally = Tally()

    def stop(self) -> None:
        """Send nothing new."""
        self._pauses.stopping.set()

    async def play(
        self, recordings: Sequence[Recording], played: Callable[[], None] = lambda: None
    ) -> Tally:
        """Play all of them; `played` is called after each."""
        plan = self._plan
        if self._pauses.stopping.is_set():
            return self.tally
        with Ledger(plan.ledger) as ledger:
            async with AsyncExitStack() as doors:
                demo = await self._demo(doors)
                stage = Stage(
                    socket_url=socket_url(plan.server),
                    public_key=plan.public_key or demo["public_key"],
                    run=plan.ids.new()[:12],
                    tally=self.tally,
                    ledger=ledger,
                    pauses=self._pauses,
                    clock=plan.clock,
                )
                agents = await self._open_shop(doors, stage, demo)
                await self._play_all(stage, recordings, played)
                await asyncio.gather(*(agent.go() for agent in agents))
        return self.tally

    async def check(self, ledger: Path) -> Finding:
        """Compare a ledger with what the server returns to the owner of the demo shop."""
        async with AsyncExitStack() as doors:
            demo = await self._demo(doors)
            owner = next(one for one in demo["accounts"] if one["role"] == "owner")
            wire = self._wire(await self._client(doors))
            credentials = {key: owner[key] for key in ("account", "password")}
            await wire.post("/api/session", credentials)
            with ledger.open(encoding="utf-8") as lines:
                return await check_ledger(wire, read_ledger(lines))

    async def _demo(self, doors: AsyncExitStack) -> dict[str, Any]:
        demo = await self._wire(await self._client(doors)).get("/api/demo")
        if not demo["demo"]:
            raise NoDemo
        return demo

    async def _open_shop(
        self, doors: AsyncExitStack, stage: Stage, demo: dict[str, Any]
    ) -> list[Agent]:
        accounts = sorted(
            (one for one in demo["accounts"] if one["role"] in ON_DUTY),
            key=lambda one: ON_DUTY.index(one["role"]),
        )
        agents = []
        for account in accounts[: self._plan.agents]:
            client = await self._client(doors)
            agent = Agent(stage, client, self._wire(client), self._floor)
            await agent.come(account["account"], account["password"], self._plan.server)
            agents.append(agent)
        return agents

    async def _play_all(
        self, stage: Stage, recordings: Sequence[Recording], played: Callable[[], None]
    ) -> None:
        places = asyncio.Semaphore(self._plan.concurrency)

        async def play_one(recording: Recording) -> None:
            async with places:
                if not self._pauses.stopping.is_set():
                    async with AsyncExitStack() as doors:
                        wire = self._wire(await self._client(doors))
                        visitor = Visitor(stage, wire, recording.id)
                        play = Play(recording, visitor, self._floor, stage, self._plan.manners)
                        await play.run()
                played()

        await asyncio.gather(*(play_one(recording) for recording in recordings))

    async def _client(self, doors: AsyncExitStack) -> httpx2.AsyncClient:
        # trust_env off: a proxy set for the outside world must not come between us and loopback.
        client = httpx2.AsyncClient(
            base_url=self._plan.server, timeout=REQUEST_SECONDS, trust_env=False
        )
        return await doors.enter_async_context(client)

    def _wire(self, client: httpx2.AsyncClient) -> Wire:
        return Wire(client, self.tally, self._pauses, self._plan.give_up_seconds)


def socket_url(server: str) -> str:
    """Return the live socket's address of a server's."""
    return server.rstrip("/").replace("http", "ws", 1) + "/api/live"
