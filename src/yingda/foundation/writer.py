"""The writer: everything that waits to be stored becomes one transaction and one durable commit."""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from yingda.foundation import failpoints, outbox
from yingda.foundation.clock import Clock, Instant
from yingda.foundation.events import Event
from yingda.foundation.ids import IdSource
from yingda.foundation.sealing import Sealer
from yingda.foundation.spans import NO_SPANS, Origin, Spans
from yingda.foundation.transaction import Tx

log = logging.getLogger(__name__)

RETRIED_SQLSTATES = frozenset({"40001", "40P01"})
STORED_BY_ANOTHER = "23505"
MAX_RETRIES = 5

BatchHandler = Callable[[Tx, Sequence[Any]], Sequence[Any]]


@dataclass(slots=True)
class Job:
    """Work that waits: a function of a transaction, or one item for a batch handler."""

    future: "asyncio.Future[Any]"
    work: Callable[[Tx], Any] | None = None
    handler: BatchHandler | None = None
    item: Any = None
    origin: Origin = None
    result: Any = None
    error: BaseException | None = None


@dataclass(slots=True)
class Committed:
    """What a commit made true: facts to push, whether reactions wait, the next timer set."""

    events: list[Event] = field(default_factory=list)
    reactions: int = 0
    earliest_timer: Instant | None = None
    sent: bool = False
    """The commit itself was sent; when its answer is lost, nobody knows whether it is stored."""

    at: float = 0.0
    """When, on the clock of `time.perf_counter`."""


@dataclass(frozen=True, slots=True)
class Ports:
    """What a writer needs from outside."""

    clock: Clock
    ids: IdSource
    reactions_for: outbox.ReactionsFor
    on_commit: Callable[[Committed], None]
    sealer: Sealer
    spans: Spans = NO_SPANS


class BatchFailed(Exception):
    """A batch handler raised instead of answering each item."""


class Writer:
    """Threads that take waiting jobs, up to `max_batch` at once, and commit them together."""

    def __init__(self, engine: Engine, ports: Ports, *, threads: int, max_batch: int) -> None:
        self._engine = engine
        self._ports = ports
        self._max_batch = max_batch
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"yingda-writer-{n}", daemon=True)
            for n in range(threads)
        ]

    def start(self) -> None:
        """Start taking jobs."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what waits, then end."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def submit(self, job: Job) -> None:
        """Queue a job; its future resolves after the commit."""
        self._jobs.put(job)

    def _work(self) -> None:
        while (jobs := self._next_jobs()) is not None:
            self._settle(jobs)

    def _next_jobs(self) -> list[Job] | None:
        first = self._jobs.get()
        if first is None:
            return None
        jobs = [first]
        while len(jobs) < self._max_batch:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            jobs.append(job)
        return jobs

    def _settle(self, jobs: list[Job]) -> None:
        try:
            with self._ports.spans.commit(jobs):
                committed = self._commit(jobs)
            committed.at = time.perf_counter()
        except Exception as error:
            log.error(  # noqa: TRY400 - that a database is away needs no traceback
                "A commit of %d jobs failed, and nobody was told that it is stored: %r",
                len(jobs),
                error,
                exc_info=not isinstance(error, DBAPIError),
            )
            committed = Committed()
            for job in jobs:
                job.error = error
        loop = jobs[0].future.get_loop()
        try:
            loop.call_soon_threadsafe(self._resolve, jobs, committed)
        except RuntimeError:
            log.warning("The loop was closed before %d jobs could be answered", len(jobs))

    def _resolve(self, jobs: list[Job], committed: Committed) -> None:
        for job in jobs:
            if job.future.done():
                continue
            if job.error is None:
                job.future.set_result(job.result)
            else:
                job.future.set_exception(job.error)
        failpoints.reach("writer.resolved")
        self._ports.on_commit(committed)

    def _commit(self, jobs: list[Job]) -> Committed:
        for attempt in range(MAX_RETRIES):
            committed = Committed()
            try:
                self._try_commit(jobs, committed)
            except DBAPIError as error:
                last = attempt == (1 if error.connection_invalidated else MAX_RETRIES - 1)
                if last or committed.sent or not _worth_retrying(error):
                    raise
                if error.connection_invalidated:
                    # Where one connection was cut, the others were too.
                    self._engine.dispose()
            else:
                return committed
        raise AssertionError  # pragma: no cover

    def _try_commit(self, jobs: list[Job], committed: Committed) -> None:
        try:
            return self._commit_together(jobs, committed)
        except BatchFailed:
            log.warning("A batch failed as a whole; its items are tried one by one")
        return self._commit_together(jobs, committed, one_by_one=True)

    def _commit_together(
        self, jobs: list[Job], committed: Committed, *, one_by_one: bool = False
    ) -> None:
        committed.events.clear()
        committed.earliest_timer = None
        now = self._ports.clock.now()
        with self._engine.begin() as connection:
            failpoints.reach("writer.begun")
            if one_by_one:
                singles = jobs
            else:
                singles = [job for job in jobs if job.handler is None]
                for handler, batch in _by_handler(jobs):
                    self._run_batch(connection, now, handler, batch, committed)
            for job in singles:
                self._run_one(connection, now, job, committed)
            failpoints.reach("writer.stored")
            committed.reactions = outbox.store(
                connection,
                committed.events,
                self._ports.reactions_for,
                now,
                self._ports.spans.origins(jobs),
            )
            failpoints.reach("writer.before_commit")
            committed.sent = True
        failpoints.reach("writer.committed")

    def _run_one(
        self, connection: Connection, now: Instant, job: Job, committed: Committed
    ) -> None:
        work = _single(job.handler, job.item) if job.handler is not None else job.work
        assert work is not None
        # Twice, for whom another process was faster: then what it stored is there to be found.
        for _ in range(2):
            job.result, job.error = None, None
            try:
                with connection.begin_nested():
                    job.result = self._run(connection, now, work, committed)
            except Exception as error:
                if _worth_retrying(error):
                    raise
                job.error = error
                if _sqlstate(error) == STORED_BY_ANOTHER:
                    continue
            return

    def _run_batch(
        self,
        connection: Connection,
        now: Instant,
        handler: BatchHandler,
        batch: list[Job],
        committed: Committed,
    ) -> None:
        # No savepoint: a batch that fails as a whole takes the transaction with it, and its items
        # are tried again one by one.
        items = [job.item for job in batch]
        try:
            results = self._run(connection, now, lambda tx: handler(tx, items), committed)
        except Exception as error:
            if _worth_retrying(error):
                raise
            raise BatchFailed from error
        for job, result in zip(batch, results, strict=True):
            failed = isinstance(result, Exception)
            job.result, job.error = (None, result) if failed else (result, None)

    def _run(
        self,
        connection: Connection,
        now: Instant,
        work: Callable[[Tx], Any],
        committed: Committed,
    ) -> Any:
        tx = Tx(connection, now, self._ports.ids, self._ports.sealer)
        try:
            result = work(tx)
            tx.flush()
        finally:
            tx.close()
        committed.events.extend(tx.events)
        due_at = tx.earliest_timer
        if due_at is not None:
            earliest = committed.earliest_timer
            committed.earliest_timer = due_at if earliest is None else min(earliest, due_at)
        return result


def _by_handler(jobs: list[Job]) -> list[tuple[BatchHandler, list[Job]]]:
    batches: dict[BatchHandler, list[Job]] = {}
    for job in jobs:
        if job.handler is not None:
            batches.setdefault(job.handler, []).append(job)
    return list(batches.items())


def _single(handler: BatchHandler, item: Any) -> Callable[[Tx], Any]:
    def work(tx: Tx) -> Any:
        (result,) = handler(tx, [item])
        if isinstance(result, Exception):
            raise result
        return result

    return work


def _worth_retrying(error: Exception) -> bool:
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return lost or _sqlstate(error) in RETRIED_SQLSTATES


def _sqlstate(error: Exception) -> str | None:
    return getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
