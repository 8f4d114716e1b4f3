"""A process of its own that carries webhooks until it is killed: `process.py URL NOW`."""

import asyncio
import sys

from yingda.foundation.clock import ManualClock
from yingda.foundation.db import Database
from yingda.foundation.ids import TimeOrderedIds
from yingda.foundation.sealing import Sealer
from yingda.foundation.settings import Settings
from yingda.foundation.writer import Ports
from yingda.integrations.courier import Courier
from yingda.integrations.network import Network


async def carry(url, now, secret):
    sealer = Sealer(secret.encode())
    ports = Ports(ManualClock(now), TimeOrderedIds(), lambda *_: (), lambda _: None, sealer)
    db = Database(url, ports)
    db.start()
    Courier(db, Network(Settings(webhook_http=True, webhook_internal="127.0.0.0/8"))).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(carry(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
