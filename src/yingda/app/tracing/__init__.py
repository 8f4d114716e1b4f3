"""Traces of OpenTelemetry, where an operator asks for them: what took how long, and why."""

from yingda.app.tracing.switch import (
    NO_TELEMETRY,
    collector,
    followed,
    spans_wanted,
    what_is_missing,
)

__all__ = ["NO_TELEMETRY", "collector", "followed", "spans_wanted", "what_is_missing"]
