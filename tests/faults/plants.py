"""Bugs that a server is started with, so that the checks are seen to find them."""

import threading

ANSWERED_SECONDS = 0.1


def acknowledge_before_commit():
    """Answer as soon as the statements ran; the commit comes a little later."""
    from yingda.foundation import writer

    store = writer.outbox.store
    real = writer.Writer._commit_together

    def commit(self, jobs, *, one_by_one=False):
        def answered_then_stored(*args):
            loop = jobs[0].future.get_loop()
            loop.call_soon_threadsafe(self._resolve, jobs, writer.Committed())
            threading.Event().wait(ANSWERED_SECONDS)
            return store(*args)

        writer.outbox.store = answered_then_stored
        try:
            return real(self, jobs, one_by_one=one_by_one)
        finally:
            writer.outbox.store = store

    writer.Writer._commit_together = commit


def begin_another_epoch():
    """Start as after a restore: no bug, the history takes another course."""
    from yingda.foundation import epoch, runtime

    runtime.current_epoch = epoch.begin_epoch
