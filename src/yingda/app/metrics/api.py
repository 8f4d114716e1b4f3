"""`/metrics`, for Prometheus: with a token when one is set, else for this machine only."""

import hmac
from collections.abc import Iterable

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from yingda.app.metrics.families import families
from yingda.app.metrics.looking import Sight, sight_of
from yingda.foundation.errors import Forbidden, Unauthenticated
from yingda.foundation.meters import Meters
from yingda.foundation.web import CurrentRuntime
from yingda.foundation.web.callers import bearer_token

router = APIRouter(tags=["operations"])

THIS_MACHINE = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")


class OneLook(Collector):
    """What was looked up for one answer."""

    def __init__(self, meters: Meters, sight: Sight) -> None:
        self._meters, self._sight = meters, sight

    def collect(self) -> Iterable[Metric]:
        """Give every metric."""
        return families(self._meters, self._sight)


@router.get("/metrics", response_class=Response)
async def read_metrics(request: Request, runtime: CurrentRuntime) -> Response:
    """Return the metrics of this process and of the installation, as Prometheus reads them."""
    admit(request, runtime.settings.metrics_token)
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    registry.register(OneLook(runtime.meters, await sight_of(runtime)))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def admit(request: Request, token: str) -> None:
    """Refuse who may not read the metrics; what came by way of a proxy is from elsewhere."""
    if token:
        given = bearer_token(request) or ""
        if not hmac.compare_digest(given.encode(), token.encode()):
            raise Unauthenticated
        return
    host = request.client.host if request.client else ""
    if host not in THIS_MACHINE or any(name in request.headers for name in FORWARDED):
        raise Forbidden
