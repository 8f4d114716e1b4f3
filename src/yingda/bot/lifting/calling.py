"""Calls to a tenant's endpoint, from the booking to the bill.

The network is used between transactions, never inside one. A call is tried again only when nothing
can have been charged for it: nobody was there, or the endpoint said that it is too busy.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from yingda.bot.lifting import budget, wire
from yingda.bot.lifting.budget import Booked, Order, Payer
from yingda.bot.lifting.network import CHAT, EMBEDDINGS, Network
from yingda.bot.lifting.schemas import Purpose
from yingda.bot.lifting.wire import Outcome, Turn
from yingda.foundation.db import Database
from yingda.foundation.meters import Meters
from yingda.foundation.waiting import set_within

Call = Callable[[Booked], Awaitable[Outcome]]

MOST_TRIES = 2
TRIED_AGAIN = frozenset({"unreachable", "too_many"})
AGAIN_AFTER_SECONDS = 0.5


class Models:
    """Asks endpoints; each call is stored with what it cost."""

    def __init__(self, db: Database, network: Network, meters: Meters | None = None) -> None:
        self._db = db
        self._network = network
        self._meters = meters or Meters()

    async def chat(
        self,
        payer: Payer,
        purpose: Purpose,
        turns: Sequence[Turn],
        most_tokens: int,
    ) -> Outcome:
        """Return what the payer's chat model says, in at most so many tokens."""
        size = sum(budget.most_tokens_of(one.content) for one in turns)

        async def call(booked: Booked) -> Outcome:
            endpoint = booked.endpoint
            body = wire.chat_body(
                endpoint.chat_model, turns, most_tokens=most_tokens, stream=endpoint.stream
            )
            answer = await self._network.post(endpoint, CHAT, body)
            if answer.problem:
                return Outcome(answer.problem, status=answer.status or None)
            return wire.read_chat(answer.status, answer.content_type, answer.body)

        return await self._booked(Order(payer, purpose, size, most_tokens), call)

    async def embed(self, payer: Payer, purpose: Purpose, texts: Sequence[str]) -> Outcome:
        """Return a vector for each text."""
        size = sum(map(budget.most_tokens_of, texts))

        async def call(booked: Booked) -> Outcome:
            body = wire.embedding_body(booked.endpoint.embedding_model, texts)
            answer = await self._network.post(booked.endpoint, EMBEDDINGS, body)
            if answer.problem:
                return Outcome(answer.problem, status=answer.status or None)
            return wire.read_embeddings(answer.status, answer.body, len(texts))

        return await self._booked(Order(payer, purpose, size, 0), call)

    async def _booked(self, order: Order, call: Call) -> Outcome:
        booked = await self._db.write(budget.book, order)
        if isinstance(booked, str):
            return Outcome(booked)
        began = time.perf_counter()
        outcome = Outcome("broken_off")
        try:
            outcome = await _tried(call, booked)
        finally:
            # Who is called off in the middle has spent what was booked: it stays in the book.
            took = round((time.perf_counter() - began) * 1000)
            outcome = replace(outcome, took_ms=took)
            self._meters.count("cs_lift_calls", outcome.problem or "done")
            await asyncio.shield(self._db.write(budget.settle, booked.call_id, outcome))
        return outcome


async def _tried(call: Call, booked: Booked) -> Outcome:
    outcome = await call(booked)
    for _ in range(MOST_TRIES - 1):
        if outcome.problem not in TRIED_AGAIN:
            break
        await set_within(asyncio.Event(), AGAIN_AFTER_SECONDS)
        outcome = await call(booked)
    return outcome
