"""A machine of timers: several workers that look, crash, come late; the oracle is a dictionary."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from yingda.foundation import timers
from yingda.foundation.retrying import MAX_ATTEMPTS, back_off, try_later
from yingda.foundation.timers import TimerRow

KINDS = st.sampled_from(["tea", "coffee"])
KEYS = st.sampled_from(["a", "b", "c"])
WORKERS = st.integers(0, 2)


class Crash(Exception):
    """The process ends in the middle."""


class AlarmClock(RuleBasedStateMachine):
    """Timers are set, moved and cancelled while three workers fire what they saw due."""

    floor = None

    @initialize()
    def begins(self):
        self.floor.write(lambda tx: tx.session.query(TimerRow).delete())
        self.set, self.rung, self.expected = {}, [], []
        self.seen = [[], [], []]
        self.number = 0

    @rule(kind=KINDS, key=KEYS, seconds=st.sampled_from([-5, 0, 1, 10, 60]))
    def is_set(self, kind, key, seconds):
        self.number += 1
        due = self.floor.clock.now() + seconds * 1_000
        self.floor.write(lambda tx: tx.schedule(kind, key, due, {"number": self.number}))
        self.set[kind, key] = {"due": due, "number": self.number, "failed": 0}

    @rule(kind=KINDS, key=KEYS)
    def is_cancelled(self, kind, key):
        self.floor.write(lambda tx: tx.cancel(kind, key))
        self.set.pop((kind, key), None)

    @rule(seconds=st.sampled_from([0, 1, 10, 600]))
    def time_passes(self, seconds):
        self.floor.clock.advance(seconds=seconds)

    @rule(worker=WORKERS)
    def a_worker_looks(self, worker):
        self.seen[worker] = list(self.floor.write(timers.due, 10))

    @rule(worker=WORKERS, dies=st.booleans(), fails=st.booleans())
    def a_worker_fires(self, worker, dies, fails):
        """What it saw may be old: fired by another, moved, cancelled."""
        if not self.seen[worker]:
            return
        timer = self.seen[worker].pop(0)
        rung = []

        def ring(tx, timer):
            rung.append(timer.payload["number"])
            if fails:
                raise RuntimeError("no water")

        def fire(tx):
            timers.fire(tx, timer, ring)
            if dies:
                raise Crash

        known = self.set.get((timer.kind, timer.key))
        current = known is not None and known["due"] == timer.due_at
        current = current and known["number"] == timer.payload["number"]
        try:
            self.floor.write(fire)
        except Crash:
            self.seen[worker] = []  # it comes back and looks anew
            return
        except RuntimeError:
            self.floor.write(try_later, TimerRow, timer.id, "no water")
            self.comes_later(known)
            return
        self.rung += rung
        if current:
            del self.set[timer.kind, timer.key]
            self.expected.append(timer.payload["number"])

    def comes_later(self, known):
        known["failed"] += 1
        if known["failed"] >= MAX_ATTEMPTS:
            known["dead"] = True
        else:
            known["due"] = self.floor.clock.now() + back_off(known["failed"])

    @invariant()
    def each_rang_once_and_none_is_forgotten(self):
        if not hasattr(self, "set"):
            return
        assert self.rung == self.expected
        assert len(set(self.rung)) == len(self.rung)
        rows = self.floor.rows(TimerRow)
        stored = {
            (one["kind"], one["key"]): (one["due_at"], one["payload"]["number"])
            for one in rows
            if one["dead_at"] is None
        }
        alive = {key: one for key, one in self.set.items() if not one.get("dead")}
        assert stored == {key: (one["due"], one["number"]) for key, one in alive.items()}

    @rule()
    def everything_due_rings(self):
        """However long nobody looked: afterwards nothing is due, and each rang once."""
        now = self.floor.clock.now()
        due = sorted(
            (one["due"], one["number"], key)
            for key, one in self.set.items()
            if one["due"] <= now and not one.get("dead")
        )
        late = []
        while batch := self.floor.write(timers.due, 2):
            for timer in batch:
                self.floor.write(timers.fire, timer, lambda _tx, one: late.append(one))
        assert sorted(one.payload["number"] for one in late) == sorted(one[1] for one in due)
        assert all(one.late_by == now - one.due_at for one in late)
        for _, number, key in due:
            del self.set[key]
            self.expected.append(number)
            self.rung.append(number)
