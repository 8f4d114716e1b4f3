"""Is it alive, is it ready; and the dead list that an admin can replay."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from yingda.app.condition import condition_of
from yingda.foundation import outbox
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import Instant
from yingda.foundation.errors import Forbidden, NotFound
from yingda.foundation.retrying import revive
from yingda.foundation.shapes import View
from yingda.foundation.transaction import Tx
from yingda.foundation.web import AdminCaller, CurrentRuntime
from yingda.merchants.queries import first_tenant_id

probes = APIRouter(tags=["operations"])
router = APIRouter(tags=["operations"])


class DeadReaction(View):
    """A reaction that kept failing."""

    id: int
    reaction: str
    kind: str
    stream: str
    stated_at: Instant
    attempts: int
    error: str | None


@probes.get("/health/live")
async def live() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "live"}


@probes.get("/health/ready")
async def ready(runtime: CurrentRuntime) -> Response:
    """Tell whether requests can be served here, naming what is missing.

    A worker that stands still is named in `failing` and does not make the process unready.
    """
    condition = await condition_of(runtime)
    return JSONResponse(condition.shown(), 200 if condition.ready else 503)


@probes.get("/health/jobs")
async def jobs(runtime: CurrentRuntime) -> Response:
    """Tell whether everything works, for a monitor that looks at the status only."""
    condition = await condition_of(runtime)
    return JSONResponse(condition.shown(), 503 if condition.failing else 200)


@router.get("/api/admin/dead-reactions")
async def list_dead(caller: AdminCaller, runtime: CurrentRuntime) -> list[DeadReaction]:
    """Return the reactions that kept failing and wait for somebody to look."""

    def look(tx: Tx) -> list[DeadReaction]:
        operators_only(tx, caller)
        return [DeadReaction.model_validate(row) for row in outbox.dead(tx)]

    return await runtime.db.read(look)


@router.post("/api/admin/dead-reactions/{reaction_id}/replay", status_code=204)
async def replay_dead(reaction_id: int, caller: AdminCaller, runtime: CurrentRuntime) -> None:
    """Try a dead reaction again."""

    def try_again(tx: Tx) -> bool:
        operators_only(tx, caller)
        return revive(tx, outbox.PendingReaction, reaction_id)

    if not await runtime.db.write(try_again):
        raise NotFound
    runtime.relay.wake()


def operators_only(tx: Tx, caller: Principal) -> None:
    """Admit those who run the installation: the admins of its first tenant.

    The dead list holds the reactions of every tenant.
    """
    if caller.tenant_id != first_tenant_id(tx):
        raise Forbidden
