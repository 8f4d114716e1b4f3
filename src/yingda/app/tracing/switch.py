"""Whether traces are asked for, by the variables that OpenTelemetry itself knows."""

import os
from collections.abc import Mapping
from importlib.util import find_spec

from fastapi.telemetry import TelemetryConfig
from starlette.middleware import Middleware

from yingda.foundation.spans import NO_SPANS, Spans
from yingda.foundation.web.hot import Endpoint

ADDRESSES = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
# The framework's own would tell addresses and what was asked for in them, and quote errors.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
SPOKEN = "http/protobuf"
PARTS = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")


def first(names: tuple[str, ...], environment: Mapping[str, str]) -> str:
    """Return the first of the variables that is set."""
    return next(filter(None, (environment.get(name, "") for name in names)), "")


def collector(environment: Mapping[str, str] = os.environ) -> str:
    """Return the address traces go to; empty when none are asked for."""
    off = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    off = off or environment.get("OTEL_TRACES_EXPORTER", "otlp") != "otlp"
    return "" if off else first(ADDRESSES, environment)


def what_is_missing(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return why traces that are asked for cannot be told, as the end of a code, or None."""
    if not collector(environment):
        return None
    if not all(map(installed, PARTS)):
        return "tracing_missing"
    if first(PROTOCOLS, environment) not in {"", SPOKEN}:
        return "tracing_protocol"
    return None


def installed(name: str) -> bool:
    """Tell whether a module is there, without loading it."""
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def spans_wanted(environment: Mapping[str, str] = os.environ) -> Spans:
    """Return what this process tells its traces to; nobody, unless somebody asks for them."""
    if not collector(environment) or what_is_missing(environment) is not None:
        return NO_SPANS
    # Half a second of imports, and an extra that most installations do without.
    from yingda.app.tracing.telling import exporting

    return exporting()


def followed(spans: Spans, post: Endpoint) -> tuple[list[Middleware], Endpoint]:
    """Return the layer that tells of requests, and the post that tells of itself.

    Where nobody follows there is no layer, and the post is the very same function.
    """
    if spans is NO_SPANS:
        return [], post
    from yingda.app.tracing.requests import ToldRequests, told_post
    from yingda.app.tracing.telling import Telling

    assert isinstance(spans, Telling)
    return [Middleware(ToldRequests, spans=spans)], told_post(post, spans)
