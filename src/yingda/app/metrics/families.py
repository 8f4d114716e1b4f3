"""The metrics as Prometheus reads them: names, labels, and where each number comes from."""

from collections.abc import Iterator, Mapping

from prometheus_client import Metric
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)

from yingda.app.metrics.looking import Sight, Stored
from yingda.app.versions import program_version
from yingda.foundation.backlog import Waiting
from yingda.foundation.clock import SECOND
from yingda.foundation.meters import Meters

COUNTERS = {
    "cs_messages_accepted": ("channel", "Messages stored by this process"),
    "cs_inbound_duplicates": ("channel", "Messages sent again that were stored already"),
    "cs_ws_resume": ("result", "Gaps read by screens, and screens that read all anew"),
    "cs_jobs_failed": ("kind", "Reactions and timers that failed, each try"),
    "cs_assignment_conflicts": ("", "Conversations that somebody else had taken meanwhile"),
    "cs_bot_fallback": ("reason", "Questions the bot did not answer"),
    "cs_authz_denied": ("route", "Requests refused for who asked"),
    "cs_lift_calls": ("result", "Calls to a language model, each with what came of it"),
    "cs_action_attempts": ("result", "Calls of self-service actions, each try"),
    "cs_webhook_attempts": ("result", "Deliveries to webhooks, each try"),
}
HISTOGRAMS = {
    "cs_message_ack_seconds": "From a message's arrival to its answer, after the commit",
    "cs_event_delivery_seconds": "From a commit until its facts are on their way to sockets here",
    "cs_timer_lateness_seconds": "By how much timers fired late",
    "cs_routing_wait_seconds": "How long customers waited until routing found somebody",
    "cs_db_pool_wait_seconds": "How long reads waited for a connection",
}


def families(meters: Meters, sight: Sight) -> Iterator[Metric]:
    """Give every metric there is; one that never happened is there with 0."""
    for name, (label, about) in COUNTERS.items():
        yield counter(name, about, label, meters.counted(name))
    for name, about in HISTOGRAMS.items():
        durations = meters.durations(name)
        yield HistogramMetricFamily(name, about, durations.buckets(), durations.total)
    yield from seen_here(sight)
    if sight.stored is not None:
        yield from seen_in_database(sight.stored, sight.now)


def seen_here(sight: Sight) -> Iterator[Metric]:
    """Give what this process sees of itself and its machine."""
    yield gauge("cs_ws_connections", "Open sockets", "role", sight.sockets)
    slow = "Sockets closed because they did not read"
    yield counter("cs_ws_slow_disconnects", slow, "", {"": sight.too_slow})
    about = "Since a worker of this process last succeeded"
    yield gauge("cs_worker_last_success_seconds", about, "kind", sight.workers)
    yield gauge("cs_disk_free_bytes", "Free in the data folder", "", {"": sight.disk_free_bytes})
    build = GaugeMetricFamily("cs_build_info", "Version", labels=["version", "engine"])
    build.add_metric([program_version(), sight.engine], 1)
    yield build


def seen_in_database(stored: Stored, now: int) -> Iterator[Metric]:
    """Give what is the same for every process of this installation."""
    reactions, timers = stored.work["reactions"], stored.work["timers"]
    yield gauge("cs_outbox_pending", "Reactions to do", "", {"": stored.pending})
    yield gauge("cs_outbox_oldest_seconds", "Oldest due", "", {"": waited(reactions, now)})
    yield gauge("cs_timers_overdue", "Timers due and not fired", "", {"": timers.count})
    yield gauge("cs_conversations_waiting", "Customers in queue", "team", stored.waiting)
    yield gauge("cs_webhook_dead", "Deliveries given up", "", {"": stored.webhooks_dead})
    offset = {"": stored.clock_offset_seconds}
    yield gauge("cs_clock_offset_seconds", "This machine's clock ahead of the database", "", offset)


def waited(waiting: Waiting, now: int) -> float:
    """Return for how many seconds the oldest work has been due."""
    return 0.0 if waiting.due_at is None else max(0, now - waiting.due_at) / SECOND


def counter(name: str, about: str, label: str, values: Mapping[str, float]) -> Metric:
    """Return a counter with one label or none."""
    family = CounterMetricFamily(name, about, labels=[label] if label else [])
    for value, number in (values or ({} if label else {"": 0})).items():
        family.add_metric([value] if label else [], number)
    return family


def gauge(name: str, about: str, label: str, values: Mapping[str, float]) -> Metric:
    """Return a gauge with one label or none."""
    family = GaugeMetricFamily(name, about, labels=[label] if label else [])
    for value, number in values.items():
        family.add_metric([value] if label else [], number)
    return family
