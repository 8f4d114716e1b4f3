"""The way out to the shops' own systems: a checked address, a signed request, a small ear.

The demo shop's own system lives in this process, under `demo:`, and answers by the same contract.
"""

import json
from collections.abc import Mapping

from yingda.app.demo import shop_system
from yingda.bot.flows.calling import Heard, Request
from yingda.bot.flows.errors import ActionAddressWrong
from yingda.foundation.errors import Problem
from yingda.foundation.runtime import Runtime
from yingda.integrations.addresses import Reach
from yingda.integrations.network import Network

EAR = 64 * 1024
DEMO = "demo:"


class ShopSystems:
    """Calls actions for self-service."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._reach = Reach.of(runtime.settings)

    def check(self, url: str) -> None:
        """Refuse what is no address, and what leads into the operator's own network."""
        if url.startswith(DEMO) and self._runtime.settings.demo:
            return
        try:
            self._reach.target(url)
        except Problem as problem:
            raise ActionAddressWrong(url=url[:100]) from problem

    async def call(self, request: Request) -> Heard:
        """Call once, with the same key as ever."""
        if request.url.startswith(DEMO) and self._runtime.settings.demo:
            name = request.url.removeprefix(DEMO)
            return await self._runtime.db.write(
                shop_system.answer, request.merchant_id, name, request.body
            )
        body = json.dumps(request.body, ensure_ascii=False).encode()
        network = Network(
            self._runtime.settings, timeout_seconds=request.timeout_ms / 1000, ear=EAR
        )
        async with network.line(self._runtime.clock) as line:
            answer = await line.post(request.url, headers_of(request), body)
        came = answer.status is not None
        said = parsed(answer.text) if answer.text else None
        return Heard(None if came else answer.problem, answer.status, said, answer.took_ms)


def headers_of(request: Request) -> Mapping[str, str]:
    """Return what the other side knows us and the call by."""
    headers = {"user-agent": "Yingda-Actions/1", "idempotency-key": request.call_id}
    if request.secret is not None:
        headers["authorization"] = f"Bearer {request.secret}"
    return headers


def parsed(text: str) -> object:
    """Return what JSON says, None for what is not JSON, or nested beyond all measure."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
