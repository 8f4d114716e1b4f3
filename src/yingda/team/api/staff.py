"""Staff, groups, seats and presence over HTTP."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query

from yingda.foundation.auth.passwords import hash_password
from yingda.foundation.web import AdminCaller, Db, LeadCaller, Page, StaffCaller
from yingda.team import queries, service, viewing
from yingda.team.errors import CurrentPasswordWrong
from yingda.team.schemas import (
    AuthoritiesDraft,
    AuthorityView,
    GroupChange,
    GroupDraft,
    GroupView,
    MembersDraft,
    MeView,
    OwnChange,
    PasswordDraft,
    PresenceChangeView,
    PresenceDraft,
    SeatView,
    StaffChange,
    StaffDraft,
    StaffView,
)

router = APIRouter(prefix="/api/team", tags=["team"])

Cursor = Annotated[str | None, Query(max_length=64)]
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/staff")
async def list_staff(
    db: Db, caller: StaffCaller, cursor: Cursor = None, limit: Limit = 200
) -> Page[StaffView]:
    found = await db.read(viewing.staff_page, caller, cursor, limit + 1)
    return Page(items=found[:limit], next=found[limit - 1].id if len(found) > limit else None)


@router.post("/staff", status_code=201)
async def add_staff(db: Db, caller: LeadCaller, draft: StaffDraft) -> StaffView:
    password_hash = await to_thread.run_sync(hash_password, draft.password, draft.account)
    return await db.write(viewing.staff_after, service.add_staff, draft, password_hash, caller)


@router.patch("/staff/{staff_id}")
async def change_staff(db: Db, caller: LeadCaller, staff_id: str, change: StaffChange) -> StaffView:
    return await db.write(viewing.staff_after, service.change_staff, staff_id, change, caller)


@router.post("/staff/{staff_id}/password", status_code=204)
async def set_password(db: Db, caller: StaffCaller, staff_id: str, draft: PasswordDraft) -> None:
    staff = await db.read(queries.staff_for, caller, staff_id)
    if staff.id != caller.id:
        password_hash = await to_thread.run_sync(hash_password, draft.password, staff.account)
        await db.write(service.set_password, staff_id, password_hash, caller)
        return
    if draft.current_password is None:
        raise CurrentPasswordWrong
    proven = await db.read(service.prove_own_password, draft.current_password, caller)
    password_hash = await to_thread.run_sync(hash_password, draft.password, staff.account)
    await db.write(service.set_own_password, password_hash, proven, caller)


@router.get("/staff/{staff_id}/presence")
async def read_presence_history(
    db: Db, caller: LeadCaller, staff_id: str, cursor: Cursor = None, limit: Limit = 50
) -> Page[PresenceChangeView]:
    found = await db.read(
        queries.presence_history, caller, staff_id, cursor=cursor, limit=limit + 1
    )
    views = [PresenceChangeView.model_validate(change) for change in found[:limit]]
    return Page(items=views, next=views[-1].id if len(found) > limit else None)


@router.get("/groups")
async def list_groups(db: Db, caller: StaffCaller) -> list[GroupView]:
    return await db.read(viewing.group_views, caller)


@router.post("/groups", status_code=201)
async def open_group(db: Db, caller: LeadCaller, draft: GroupDraft) -> GroupView:
    return await db.write(viewing.group_after, service.open_group, draft, caller)


@router.patch("/groups/{group_id}")
async def change_group(db: Db, caller: LeadCaller, group_id: str, change: GroupChange) -> GroupView:
    return await db.write(viewing.group_after, service.change_group, group_id, change, caller)


@router.put("/groups/{group_id}/members")
async def set_members(db: Db, caller: LeadCaller, group_id: str, draft: MembersDraft) -> GroupView:
    return await db.write(viewing.group_after, service.set_members, group_id, draft.members, caller)


@router.get("/authorities")
async def list_authorities(db: Db, caller: StaffCaller) -> list[AuthorityView]:
    """Return which group may decide what, up to which amount."""
    return await db.read(queries.authorities_for, caller)


@router.put("/authorities")
async def set_authorities(
    db: Db, caller: AdminCaller, draft: AuthoritiesDraft
) -> list[AuthorityView]:
    """Make this the whole matrix."""
    return await db.write(service.set_authorities, draft.authorities, caller)


@router.get("/me")
async def read_me(db: Db, caller: StaffCaller) -> MeView:
    return await db.read(viewing.me_view, caller.id)


@router.patch("/me")
async def change_me(db: Db, caller: StaffCaller, change: OwnChange) -> MeView:
    await db.write(service.change_oneself, change, caller)
    return await db.read(viewing.me_view, caller.id)


@router.put("/me/presence")
async def set_own_presence(db: Db, caller: StaffCaller, draft: PresenceDraft) -> MeView:
    await db.write(service.set_own_presence, draft.state, draft.reason, caller)
    return await db.read(viewing.me_view, caller.id)


@router.get("/seats")
async def list_seats(db: Db, caller: StaffCaller) -> list[SeatView]:
    return await db.read(viewing.seat_views, caller)


@router.put("/seats/{staff_id}/presence", status_code=204)
async def set_presence_of(db: Db, caller: LeadCaller, staff_id: str, draft: PresenceDraft) -> None:
    await db.write(service.set_presence_of, staff_id, draft.state, draft.reason, caller)
