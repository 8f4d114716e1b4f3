"""A server whose traces go into a list."""

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.fixtures.server import NEVER, running
from yingda.app import asgi
from yingda.app.tracing.telling import Telling


class Traces:
    """What was told so far."""

    def __init__(self):
        self._kept, provider = InMemorySpanExporter(), TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self._kept))
        self.spans = Telling(provider)

    @property
    def told(self):
        return self._kept.get_finished_spans()

    def named(self, beginning):
        """Return the spans whose name begins so, in the order they ended."""
        return [span for span in self.told if span.name.startswith(beginning)]

    def one(self, beginning):
        (span,) = self.named(beginning)
        return span

    def forget(self):
        self._kept.clear()


@pytest.fixture
def traces():
    return Traces()


@pytest.fixture
async def server(settings, clock, traces, monkeypatch):
    """Give the running application, followed."""
    monkeypatch.setattr(asgi, "WATCH_SECONDS", NEVER)
    async with running(settings, clock=clock, spans=traces.spans) as server:
        yield server


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"webhook_http": True, "webhook_internal": "127.0.0.0/8"})
