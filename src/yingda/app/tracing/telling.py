"""Tells traces by OpenTelemetry: ids, names of our own code and times; nobody's words.

A message and what follows from it are one trace, across processes: each job of the writer knows the
request that asked for it, and each reaction's row in the outbox keeps where its fact began.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from yingda.app.versions import program_version
from yingda.foundation.events import Event
from yingda.foundation.spans import Begun, OriginOf, Outcome, Spans

NOWHERE = Context()
W3C = TraceContextTextMapPropagator()
HEADER = "traceparent"
Attributes = Mapping[str, AttributeValue]


def exporting() -> "Telling":
    """Return what sends traces to the collector that the environment names."""
    about = {SERVICE_VERSION: program_version()}
    if SERVICE_NAME not in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", ""):
        about[SERVICE_NAME] = os.environ.get("OTEL_SERVICE_NAME", "yingda")
    provider = TracerProvider(resource=Resource.create(about))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Telling(provider)


class Telling(Spans):
    """Tells spans to a provider, which samples and exports them."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("yingda", program_version())

    @contextmanager
    def span(
        self,
        name: str,
        kind: SpanKind,
        attributes: Attributes,
        within: Context | None = None,
        links: Iterable[Link] = (),
    ) -> Iterator[Span]:
        """Tell of what happens inside; of an error its type, for its words may be somebody's."""
        with self._tracer.start_as_current_span(
            name,
            context=within,
            kind=kind,
            attributes=attributes,
            links=tuple(links),
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield span
            except BaseException as error:
                failed(span, type(error).__qualname__)
                raise

    def here(self) -> SpanContext | None:
        """Return the span that runs now, if it is one that is kept."""
        context = trace.get_current_span().get_span_context()
        return context if context.trace_flags.sampled else None

    @contextmanager
    def commit(self, jobs: Iterable[Begun]) -> Iterator[None]:
        """Tell of one transaction, as a part of the first trace that asked, linked to the others.

        What nobody follows, such as a process saying that it is there, is not told.
        """
        asked = {job.origin.span_id: job.origin for job in jobs if job.origin is not None}
        if not asked:
            yield
            return
        first, *others = asked.values()
        size = {"yingda.jobs": sum(1 for _ in jobs)}
        with self.span("write", SpanKind.INTERNAL, size, within(first), map(Link, others)):
            yield

    def origins(self, jobs: Iterable[Begun]) -> OriginOf:
        """Tell a fact's origin: the post of its conversation, else the transaction itself."""
        transaction = stored(self.here())
        posts = {
            getattr(job.item, "conversation_id", None): stored(job.origin)
            for job in jobs
            if job.item is not None
        }

        def origin_of(event: Event) -> str | None:
            return posts.get(event.stream(), transaction)

        return origin_of

    @contextmanager
    def reaction(self, name: str, stream: str, origin: str | None) -> Iterator[None]:
        """Tell of a reaction in the trace of its fact; one that nobody follows is not told."""
        if origin is None:
            yield
            return
        about = {"yingda.reaction": name, "yingda.stream": stream}
        parent = W3C.extract({HEADER: origin}, NOWHERE)
        with self.span(f"reaction {name}", SpanKind.CONSUMER, about, parent):
            yield

    @contextmanager
    def timer(self, kind: str, late_by: int) -> Iterator[None]:
        """Tell of a timer, as a trace of its own."""
        about: Attributes = {"yingda.timer": kind, "yingda.late_ms": late_by}
        with self.span(f"timer {kind}", SpanKind.INTERNAL, about, NOWHERE):
            yield

    @contextmanager
    def attempt(self, delivery_id: str, message_id: str) -> Iterator[Outcome]:
        """Tell of one try, as a trace of its own: the receiver knows it by `webhook-id`."""
        about = {"yingda.delivery": delivery_id, "yingda.webhook_id": message_id}
        with self.span("webhook attempt", SpanKind.CLIENT, about, NOWHERE) as span:

            def came(problem: str | None, status: int | None) -> None:
                if status is not None:
                    span.set_attribute("http.response.status_code", status)
                if problem is not None:
                    failed(span, problem)

            yield came

    def close(self) -> None:
        """Hand over what was told."""
        self._provider.shutdown()


def failed(span: Span, why: str) -> None:
    """Mark a span as failed, by a word of our own code."""
    span.set_attribute("error.type", why)
    span.set_status(StatusCode.ERROR)


def within(origin: SpanContext) -> Context:
    """Return the context of what was asked for there."""
    return trace.set_span_in_context(NonRecordingSpan(origin), NOWHERE)


def stored(origin: SpanContext | None) -> str | None:
    """Return an origin as the outbox keeps it, a `traceparent` of W3C."""
    if origin is None:
        return None
    carrier: dict[str, str] = {}
    W3C.inject(carrier, within(origin))
    return carrier[HEADER]
