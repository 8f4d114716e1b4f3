"""A message that was not acknowledged goes out again, unchanged; a refusal is final."""

import json

import httpx2
import pytest

from yingda.app.replay.pausing import Pauses
from yingda.app.replay.tally import Tally
from yingda.app.replay.wire import Refused, Unreachable, Wire

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


class Server:
    """Answers with what it was told to, one after the other."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.bodies = []

    def __call__(self, request):
        self.bodies.append(json.loads(request.content))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def wire_to(server, tally, give_up_seconds=60.0):
    client = httpx2.AsyncClient(
        transport=httpx2.MockTransport(server), base_url="http://server.invalid"
    )
    return Wire(client, tally, NoPauses(speed=1.0), give_up_seconds)


class NoPauses(Pauses):
    async def real(self, seconds):
        """Wait not at all."""


def ok():
    return httpx2.Response(201, json={"id": "m"})


async def test_lost_connections_and_busy_servers_are_tried_again_with_the_same_body():
    server = Server(httpx2.ConnectError("gone"), httpx2.Response(503), ok())
    tally = Tally()
    assert await wire_to(server, tally).post("/x", {"client_key": "k"}) == {"id": "m"}
    assert server.bodies == [{"client_key": "k"}] * 3
    assert tally.resent == 2
    assert tally.errors == {"ConnectError": 1}


async def test_a_refusal_is_not_tried_again():
    server = Server(httpx2.Response(409, json={"code": "conversations.key_reused"}))
    with pytest.raises(Refused) as refusal:
        await wire_to(server, Tally()).post("/x", {})
    assert (refusal.value.status, refusal.value.code) == (409, "conversations.key_reused")
    assert len(server.bodies) == 1


async def test_a_refusal_without_a_code_has_its_status():
    with pytest.raises(Refused) as refusal:
        await wire_to(Server(httpx2.Response(500, text="oops")), Tally()).post("/x", {})
    assert refusal.value.code == "http.500"


async def test_a_server_that_never_comes_back_is_given_up():
    with pytest.raises(Unreachable):
        await wire_to(Server(httpx2.ConnectError("gone")), Tally(), 5.0).post("/x", {})


async def test_a_token_that_ran_out_is_renewed_once():
    server = Server(httpx2.Response(401), ok())
    wire = wire_to(server, Tally())
    renewed = []

    async def renew():
        renewed.append(True)

    wire.renew = renew
    assert await wire.post("/x", {"client_key": "k"}) == {"id": "m"}
    assert renewed == [True]


async def test_without_a_way_to_renew_a_refused_token_is_final():
    with pytest.raises(Refused) as refusal:
        await wire_to(Server(httpx2.Response(401)), Tally()).post("/x", {})
    assert refusal.value.status == 401


async def test_no_answer_body_is_nothing():
    assert await wire_to(Server(httpx2.Response(204)), Tally()).put("/x", {}) == {}
