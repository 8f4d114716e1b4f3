"""Bugs that a server is started with, so that the checks are seen to find them."""

import threading

ANSWERED_SECONDS = 5


def acknowledge_before_commit():
    """Answer as soon as the statements ran; the commit comes when the answer has left."""
    from yingda.foundation import failpoints, writer

    store, reach = writer.outbox.store, failpoints.reach
    real = writer.Writer._commit_together
    left = threading.Event()

    def reached(name):
        if name == "answer.sent":
            left.set()
        reach(name)

    def commit(self, jobs, committed, *, one_by_one=False):
        def answered_then_stored(*args):
            left.clear()
            loop = jobs[0].future.get_loop()
            loop.call_soon_threadsafe(self._resolve, jobs, writer.Committed())
            if any(job.handler for job in jobs):
                left.wait(ANSWERED_SECONDS)
            return store(*args)

        writer.outbox.store = answered_then_stored
        try:
            return real(self, jobs, committed, one_by_one=one_by_one)
        finally:
            writer.outbox.store = store

    failpoints.reach = reached
    writer.Writer._commit_together = commit


def trust_the_server():
    """Take the server's word for when something is stored, whatever it was set to."""
    from yingda.foundation import postgres

    postgres.DURABLE = "SELECT 1"


def begin_another_epoch():
    """Start as after a restore: no bug, the history takes another course."""
    from yingda.foundation import epoch, runtime

    runtime.current_epoch = epoch.begin_epoch


def let_the_clock_jump():
    """Set the machine's clock back and forth by an hour or two: no bug of ours, but it happens."""
    import itertools

    from yingda.foundation import clock

    right = clock.SystemClock.now
    minutes = itertools.cycle((0, -120, 0, 30))

    def now(self):
        return right(self) + next(minutes) * clock.MINUTE

    clock.SystemClock.now = now


def mark_before_effect():
    """Commit that a timer is done, then do it: in between it can be lost."""
    from yingda.foundation import failpoints, scheduler, timers

    reach, failpoints.reach = failpoints.reach, failpoints.pass_by

    async def fire(self, timer):
        await self._db.write(timers.fire, timer, lambda _tx, _timer: None)
        reach("timer.taken")
        await self._db.write(self._effects[timer.kind], timer)
        return True

    scheduler.Scheduler._fire = fire


def look_then_take():
    """Look which timers are there, do their effects, and take them in the end, whoever else has."""
    import asyncio
    import os
    from pathlib import Path

    from tests.faults.patience import until
    from yingda.foundation import claims, runtime, scheduler, timers

    runtime.claims_for = lambda _url: claims.Alone()
    folder = Path(os.environ["YINGDA_DATA_DIR"])
    meeting = []

    async def meet():
        (folder / f"looked-{os.getpid()}").touch()
        await until(lambda: len(list(folder.glob("looked-*"))) > 1, within=120)

    def effect_then_take(tx, timer, effect):
        effect(tx, timer)
        timers.forget(tx.connection, timer.kind, timer.key)
        return True

    async def fire(self, timer):
        # Both have looked before one of them acts: what chance does, done on purpose. They go on
        # in the same order, or PostgreSQL would end one of them for locking the other out.
        if not meeting:
            meeting.append(asyncio.ensure_future(meet()))
        await meeting[0]
        return await self._db.write(effect_then_take, timer, self._effects[timer.kind])

    scheduler.Scheduler._fire = fire


def lose_patience_soon():
    """Wait less for those who do not read, so that a test need not wait either: no bug."""
    from yingda.app import connections
    from yingda.foundation.web import sockets

    sockets.CLOSE_WITHIN_SECONDS = connections.LINGER_SECONDS = 0.5


def wait_for_slow_readers():
    """Close as a library does that believes in its peers: what is unsent keeps a connection."""
    from yingda.app import connections

    connections.LINGER_SECONDS = 3_600
    connections.CUT = "nobody asks for this"


def pop_before_done():
    """Take a reaction off the list, and only then do it: in between it can be lost."""
    from yingda.foundation import failpoints, outbox, relay

    async def react(self, pending):
        await self._db.write(outbox.take, pending.id)
        failpoints.reach(f"popped.{pending.reaction}")
        reaction = self._story.reaction(pending.kind, pending.reaction)
        fact = self._story.fact(pending.kind, pending.payload)
        await self._db.write(reaction, fact)

    relay.Relay._react = react
