"""The database: one SQLite file, or PostgreSQL, behind the same two verbs, `write` and `read`."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from yingda.foundation.checkpoints import LOG_LIMIT_PAGES, Checkpointer
from yingda.foundation.clock import Clock
from yingda.foundation.ids import IdSource
from yingda.foundation.meters import Durations
from yingda.foundation.postgres import JSON_IN_RUST, postgres_engine
from yingda.foundation.transaction import Tx
from yingda.foundation.writer import BatchHandler, Job, Ports, Writer

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")
Result = TypeVar("Result")

__all__ = ["Database", "Tx", "postgres_engine", "sqlite_engine"]

READERS = 8
READ_CACHE_KB = 8_000
WRITE_CACHE_KB = 64_000
POSTGRES_WRITERS = 4
MAX_BATCH = 512
# Statements of many rows are one for each number of rows; all are kept prepared (see `bulk`).
SQLITE_CONNECTION = {"check_same_thread": False, "timeout": 30, "cached_statements": 512}


class Database:
    """Transactions for async code: `write` returns after a durable commit, `read` is a snapshot."""

    def __init__(
        self, url: str, ports: Ports, *, max_batch: int = MAX_BATCH, readers: int = READERS
    ) -> None:
        self.url = make_url(url)
        self._ports = ports
        self._pool = ThreadPoolExecutor(readers, thread_name_prefix="yingda-reader")
        self._read_connections: list[Connection] = []
        self._local = threading.local()
        self.read_waits = Durations()
        """How long reads waited for a thread and its connection."""

        if self.is_sqlite:
            checkpointer = Checkpointer(str(self.url.database))
            self._write_engine = sqlite_engine(self.url, begin="BEGIN IMMEDIATE")
            event.listen(self._write_engine, "commit", lambda _: checkpointer.wake())
            self._read_engine = sqlite_engine(self.url, begin="BEGIN", query_only=True)
            self._batches = Writer(self._write_engine, ports, threads=1, max_batch=max_batch)
            self._jobs = self._batches
            self._workers: tuple[Writer | Checkpointer, ...] = (self._batches, checkpointer)
        else:
            self._write_engine = postgres_engine(self.url, POSTGRES_WRITERS + 1)
            self._read_engine = postgres_engine(self.url, readers, read_only=True)
            self._batches = Writer(self._write_engine, ports, threads=1, max_batch=max_batch)
            self._jobs = Writer(self._write_engine, ports, threads=POSTGRES_WRITERS, max_batch=1)
            self._workers = (self._batches, self._jobs)

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is the one-file store."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def clock(self) -> Clock:
        """Return the clock that stamps every transaction."""
        return self._ports.clock

    @property
    def ids(self) -> IdSource:
        """Return the source of ids."""
        return self._ports.ids

    def start(self) -> None:
        """Start the writers, and what copies SQLite's log beside them."""
        for worker in self._workers:
            worker.start()

    def stop(self) -> None:
        """Finish what waits, then close every connection."""
        for worker in self._workers:
            worker.stop()
        self._pool.shutdown()
        for connection in self._read_connections:
            connection.close()
        self._write_engine.dispose()
        self._read_engine.dispose()

    async def write(
        self, work: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work` in a transaction; return its result after the commit is durable.

        An exception of `work` undoes what it did and is raised here.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        job = Job(future, work=lambda tx: work(tx, *args, **kwargs))
        job.origin = self._ports.spans.here()
        self._jobs.submit(job)
        return await future

    async def batch(
        self,
        handler: Callable[[Tx, Sequence[Item]], Sequence[Result | Exception]],
        item: Item,
    ) -> Result:
        """Hand `item` to `handler` together with every other item that waits for it."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        batch_handler: BatchHandler = handler
        origin = self._ports.spans.here()
        self._batches.submit(Job(future, handler=batch_handler, item=item, origin=origin))
        return await future

    async def read(
        self, work: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work` on a read-only snapshot in a pool thread."""
        loop = asyncio.get_running_loop()
        asked, began = time.perf_counter(), [0.0]

        def read() -> T:
            began[0] = time.perf_counter()
            return self._read(work, *args, **kwargs)

        try:
            return await loop.run_in_executor(self._pool, read)
        finally:
            self.read_waits.observe(max(0.0, began[0] - asked))

    def _read(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        connection = self._read_connection()
        try:
            return self._look(connection, work, *args, **kwargs)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        # The database was restarted since: a new connection, once.
        return self._look(self._read_connection(), work, *args, **kwargs)

    def _look(self, connection: Connection, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        tx = Tx(connection, self._ports.clock.now(), self._ports.ids, self._ports.sealer)
        connection.begin()
        try:
            return work(tx, *args, **kwargs)
        finally:
            tx.close()
            self._leave(connection)

    def _leave(self, connection: Connection) -> None:
        """End the snapshot; a connection that was lost is let go."""
        if connection.invalidated:
            connection.close()
            self._read_connections.remove(connection)
            self._local.connection = None
        elif connection.in_transaction():
            connection.rollback()

    def _read_connection(self) -> Connection:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._read_engine.connect()
            self._read_connections.append(connection)
        return connection


def sqlite_engine(url: URL, *, begin: str, query_only: bool = False) -> Engine:
    """Return an engine whose transactions start with `begin` and whose commits are durable."""
    engine = create_engine(url, connect_args=SQLITE_CONNECTION, **JSON_IN_RUST)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"cache_size = -{READ_CACHE_KB if query_only else WRITE_CACHE_KB}",
            f"wal_autocheckpoint = {LOG_LIMIT_PAGES}",
            f"query_only = {int(query_only)}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
