"""Flows and actions over HTTP: write them, try them, publish them, see what customers did."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from yingda.bot.flows import acting, authoring, paths, rehearsing, views
from yingda.bot.flows.performing import Outside, call_within
from yingda.bot.flows.schemas.actions import (
    ActionCallView,
    ActionChange,
    ActionDraft,
    ActionView,
    DryRunView,
    OfferedAction,
    StaffCallDraft,
    StaffCallView,
)
from yingda.bot.flows.schemas.flows import (
    FaultView,
    FlowChange,
    FlowCheck,
    FlowDraft,
    FlowPaths,
    FlowRelease,
    FlowRow,
    FlowView,
)
from yingda.bot.flows.schemas.runs import FlowRunView, RehearsalDraft, RehearsalView
from yingda.foundation.web import AdminCaller, Db, LeadCaller, StaffCaller

router = APIRouter(prefix="/api/bot", tags=["bot"])

MerchantId = Annotated[str | None, Query(max_length=32)]


async def way_out_of(request: Request) -> Outside:
    """Return the way out to the shops' own systems."""
    outside: Outside = request.app.state.outside
    return outside


WayOut = Annotated[Outside, Depends(way_out_of)]


@router.get("/flows")
async def list_flows(db: Db, caller: LeadCaller, merchant_id: MerchantId = None) -> list[FlowRow]:
    return await db.read(views.flow_list, caller, merchant_id)


@router.post("/flows", status_code=201)
async def add_flow(db: Db, caller: LeadCaller, draft: FlowDraft) -> FlowView:
    return await db.write(authoring.add_flow, draft, caller)


@router.post("/flows/check")
async def check_flow(db: Db, caller: LeadCaller, check: FlowCheck) -> list[FaultView]:
    return await db.read(views.checked, check, caller)


@router.post("/flows/rehearse")
async def rehearse_flow(db: Db, caller: LeadCaller, draft: RehearsalDraft) -> RehearsalView:
    return await db.read(rehearsing.rehearse, draft, caller)


@router.get("/flows/{flow_id}")
async def read_flow(db: Db, caller: LeadCaller, flow_id: str) -> FlowView:
    return await db.read(views.flow_shown, flow_id, caller)


@router.get("/flows/{flow_id}/paths")
async def read_paths(db: Db, caller: LeadCaller, flow_id: str) -> FlowPaths:
    return await db.read(paths.paths_shown, flow_id, caller)


@router.put("/flows/{flow_id}")
async def change_flow(db: Db, caller: LeadCaller, flow_id: str, change: FlowChange) -> FlowView:
    return await db.write(authoring.change_flow, flow_id, change, caller)


@router.post("/flows/{flow_id}/publish")
async def publish_flow(db: Db, caller: LeadCaller, flow_id: str, release: FlowRelease) -> FlowView:
    return await db.write(authoring.publish_flow, flow_id, release, caller)


@router.post("/flows/{flow_id}/withdraw")
async def withdraw_flow(db: Db, caller: LeadCaller, flow_id: str) -> FlowView:
    return await db.write(authoring.withdraw_flow, flow_id, caller)


@router.get("/actions")
async def list_actions(
    db: Db, caller: LeadCaller, merchant_id: MerchantId = None
) -> list[ActionView]:
    return await db.read(views.action_list, caller, merchant_id)


@router.post("/actions", status_code=201)
async def add_action(
    db: Db, way_out: WayOut, caller: AdminCaller, draft: ActionDraft
) -> ActionView:
    return await db.write(authoring.add_action, draft, caller, way_out.check)


@router.patch("/actions/{action_id}")
async def change_action(
    db: Db, way_out: WayOut, caller: AdminCaller, action_id: str, change: ActionChange
) -> ActionView:
    return await db.write(authoring.change_action, action_id, change, caller, way_out.check)


@router.get("/actions/{action_id}/calls")
async def list_calls(db: Db, caller: LeadCaller, action_id: str) -> list[ActionCallView]:
    return await db.read(views.latest_calls, action_id, caller)


@router.post("/actions/{action_id}/dry-run")
async def dry_run(db: Db, way_out: WayOut, caller: AdminCaller, action_id: str) -> DryRunView:
    request, outputs = await db.write(rehearsing.dry_request, action_id, caller)
    return rehearsing.dry_run_shown(outputs, await call_within(way_out, request))


@router.get("/staff-actions")
async def list_staff_actions(
    db: Db, caller: StaffCaller, conversation_id: Annotated[str, Query(max_length=32)]
) -> list[OfferedAction]:
    """Return the actions the caller may run for the customer of a conversation."""
    return await db.read(acting.offered, conversation_id, caller)


@router.post("/staff-actions", status_code=201)
async def run_staff_action(
    db: Db, way_out: WayOut, caller: StaffCaller, draft: StaffCallDraft
) -> StaffCallView:
    """Run an action for a customer; refused where the caller's group or limit does not allow it."""
    begun = await db.write(acting.begin, draft, caller)
    if begun.request is None:
        return begun.shown
    heard = await call_within(way_out, begun.request)
    return await db.write(acting.settle, begun.call_id, heard)


@router.get("/runs")
async def list_runs(
    db: Db, caller: StaffCaller, conversation_id: Annotated[str, Query(max_length=32)]
) -> list[FlowRunView]:
    return await db.read(views.runs_shown, conversation_id, caller)
