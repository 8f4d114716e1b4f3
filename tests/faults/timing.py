"""Workers that do nothing but fire timers, and the count of what each timer did."""

import asyncio
import os

from sqlalchemy import create_engine, make_url, text

from tests.faults.service import FORKS, begin

RING = "faults.ring"
TABLE = "CREATE TABLE rung (key VARCHAR(40), late_by BIGINT, process BIGINT)"
INSERT = "INSERT INTO rung (key, late_by, process) VALUES (:key, :late_by, :process)"


def ring(tx, timer):
    """Leave a mark that nothing keeps from being left twice."""
    values = {"key": timer.key, "late_by": timer.late_by, "process": os.getpid()}
    tx.connection.execute(text(INSERT), values)


def work(environment, plants, log):
    """Be a worker until killed."""
    begin(environment, plants, log)
    asyncio.run(_work())


async def _work():
    from yingda.foundation.clock import SystemClock
    from yingda.foundation.ids import TimeOrderedIds
    from yingda.foundation.runtime import Runtime, Wiring
    from yingda.foundation.settings import Settings
    from yingda.foundation.story import Story

    wiring = Wiring(Story(()), {RING: ring})
    runtime = Runtime(Settings(), wiring, SystemClock(), TimeOrderedIds())
    await runtime.start()
    await asyncio.Event().wait()


def hire(folder, url, plants=(), failpoint=""):
    """Start a worker."""
    environment = {
        "YINGDA_DATA_DIR": str(folder),
        "YINGDA_DATABASE_URL": url,
        "YINGDA_FAILPOINT": failpoint,
    }
    log = str(folder / "worker.log")
    worker = FORKS.Process(target=work, args=(environment, tuple(plants), log), daemon=True)
    worker.start()
    return worker


class Timers:
    """Timers set straight in the table, and what became of them."""

    def __init__(self, url):
        address = make_url(url)
        if address.get_backend_name() == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        self.engine = create_engine(address)
        self.keys = set()

    def put(self, dues):
        """Set a timer for each due time, in milliseconds; the first call makes the marks' table."""
        from yingda.foundation.timers import TimerRow

        rows = [
            {"kind": RING, "key": f"timer-{n}", "due_at": due, "payload": {}, "attempts": 0}
            for n, due in enumerate(dues, start=len(self.keys))
        ]
        with self.engine.begin() as connection:
            if not self.keys:
                connection.execute(text(TABLE))
            connection.execute(TimerRow.__table__.insert(), rows)
        self.keys |= {row["key"] for row in rows}

    def left(self):
        return self.ask("SELECT count(*) FROM timer WHERE kind = 'faults.ring'")

    def rung(self):
        return self.ask("SELECT count(*) FROM rung")

    def twice(self):
        return self.ask(
            "SELECT count(*) FROM (SELECT 1 FROM rung GROUP BY key HAVING count(*) > 1) x"
        )

    def missed(self):
        """Return how many timers are gone without a mark."""
        done = self.ask("SELECT count(DISTINCT key) FROM rung")
        return len(self.keys) - done - self.left()

    def ask(self, statement):
        with self.engine.connect() as connection:
            return connection.execute(text(statement)).scalar_one()

    def close(self):
        self.engine.dispose()
