"""`yingda worker`: reactions, timers and the watchdog beside any number of `yingda serve`."""

from yingda.app.commands.settings import given_settings
from yingda.app.commands.starting import prepare, refuse_alone, refuse_taken, tell
from yingda.app.logs import configure_logging
from yingda.app.working import run_worker


def worker() -> None:
    """Do reactions, timers and the watchdog beside any number of `yingda serve`."""
    settings = given_settings()
    configure_logging(settings)
    refuse_alone(settings)
    if settings.worker_port:
        refuse_taken(settings.host, settings.worker_port, "YINGDA_WORKER_PORT")
    prepare(settings)
    tell("working")
    run_worker(settings)
