"""The inbox over a full database: 200,000 conversations, 2 million messages."""

import asyncio
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert

from bench.message_path import quantile, run
from bench.server import HOST, Server, serving
from bench.shop import Shop, build
from bench.wire import HttpConnection
from yingda.app.wiring import runtime_for
from yingda.conversations.models import Conversation, Message, Row
from yingda.conversations.queries.access import conversation_by_id
from yingda.conversations.queries.inbox import inbox_statement
from yingda.foundation.auth.principal import Principal
from yingda.foundation.auth.sessions import session_for
from yingda.foundation.columns import table_of
from yingda.foundation.runtime import Runtime
from yingda.foundation.settings import Settings
from yingda.foundation.transaction import Tx

MESSAGES_EACH = 10
AGENTS = 100
CHUNK = 5_000
ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Inbox:
    """Medians and 95th percentiles in milliseconds."""

    database_p50: float
    database_p95: float
    api_p50: float
    api_p95: float
    history_p50: float
    history_p95: float
    rows: int


def measure(folder: Path, conversations: int) -> Inbox:
    """Fill a new shop, then ask for an agent's tab of fifty again and again."""
    shop = build(folder, talks=1, seats=1)
    runtime = runtime_for(Settings(data_dir=folder))
    asyncio.run(fill(runtime, shop, conversations))
    database, rows = asyncio.run(ask_database(runtime_of(folder), shop))
    with serving(folder) as server:
        api = run(ask_api(shop, server, "/api/conversations?tab=mine&limit=50"))
        oldest = f"{(conversations // AGENTS // 2) * AGENTS:032x}"
        history = run(ask_api(shop, server, f"/api/conversations/{oldest}/messages"))
    return Inbox(
        statistics.median(database),
        quantile(database, 0.95),
        statistics.median(api),
        quantile(api, 0.95),
        statistics.median(history),
        quantile(history, 0.95),
        rows,
    )


def runtime_of(folder: Path) -> Runtime:
    """Return a runtime on the folder."""
    return runtime_for(Settings(data_dir=folder))


async def fill(runtime: Runtime, shop: Shop, conversations: int) -> None:
    """Store the conversations of a hundred agents; a tenth of them still open."""
    runtime.db.start()
    template = await runtime.db.read(template_row, shop.talks[0].conversation_id)
    for first in range(0, conversations, CHUNK):
        numbers = range(first, first + CHUNK)
        await runtime.db.write(store, [a_row(template, number, shop) for number in numbers])
    runtime.db.stop()


def template_row(tx: Tx, conversation_id: str) -> Row:
    """Return a real row to make others from."""
    row = conversation_by_id(tx, conversation_id)
    assert row is not None
    return row


def a_row(template: Row, number: int, shop: Shop) -> Row:
    """Return the row of one conversation."""
    agent = number % AGENTS
    open_ = (number // AGENTS) % 10 == 0
    return template | {
        "id": f"{number:032x}",
        "customer_id": f"{number % 50_000:032x}",
        "agent_id": shop.seats[0].staff_id if agent == 0 else f"{agent:032x}",
        "status": "open" if open_ else "closed",
        "stage": "human" if open_ else "ended",
        "last_seq": MESSAGES_EACH,
        "staff_read_seq": number % MESSAGES_EACH,
        "last_message_at": template["opened_at"] - number * 1_000,
    }


def store(tx: Tx, rows: list[Row]) -> None:
    """Store conversations with their messages."""
    tx.connection.execute(insert(table_of(Conversation)), rows)
    messages = [a_message(row, seq) for row in rows for seq in range(1, MESSAGES_EACH + 1)]
    tx.connection.execute(insert(table_of(Message)), messages)


def a_message(row: Row, seq: int) -> Row:
    """Return one message of a conversation."""
    customers = seq % 2 == 1
    return {
        "conversation_id": row["id"],
        "seq": seq,
        "id": f"{row['id'][8:]}{seq:08x}",
        "client_key": f"{row['id']}-{seq}",
        "sent_at": row["last_message_at"],
        "sender_kind": "customer" if customers else "agent_human",
        "sender_id": row["customer_id"] if customers else row["agent_id"],
        "sender_name": "Somebody",
        "content_type": "text",
        "content": {"text": f"Message {seq} of a conversation about an order, 订单 {seq}"},
        "stage": "human",
        "delivery_state": "sent",
        "leg_id": None,
        "turn_id": None,
        "channel_message_id": None,
        "channel_sent_at": None,
        "template_id": None,
        "recalled_at": None,
    }


async def ask_database(runtime: Runtime, shop: Shop) -> tuple[list[float], int]:
    """Return how long the query takes in the database layer."""
    runtime.db.start()
    signed_in = await runtime.db.read(session_for, shop.seats[0].cookie)
    assert signed_in is not None

    def ask(tx: Tx, caller: Principal) -> tuple[float, int]:
        statement = inbox_statement(caller, "mine", None, None, 50)
        began = time.perf_counter()
        rows = tx.connection.execute(statement).all()
        return (time.perf_counter() - began) * 1000, len(rows)

    answers = [await runtime.db.read(ask, signed_in.principal) for _ in range(ROUNDS)]
    runtime.db.stop()
    return [took for took, _ in answers], answers[-1][1]


async def ask_api(shop: Shop, server: Server, path: str) -> list[float]:
    """Return how long the whole request takes."""
    connection = await HttpConnection.open(HOST, server.port)
    cookie = f"cookie: yingda_session={shop.seats[0].cookie}\r\n".encode()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        status, body = await connection.request("GET", path, cookie)
        took.append((time.perf_counter() - began) * 1000)
        if status != 200:
            raise RuntimeError(body.decode())
    return took
