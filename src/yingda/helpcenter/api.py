"""The help centre over HTTP: the visitor's home and suggestions, and how staff set them up."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from yingda.foundation.web import (
    CurrentRuntime,
    Db,
    Draft,
    LeadCaller,
    Page,
    StaffCaller,
    VisitorCaller,
)
from yingda.helpcenter import clicks, queries, results, service
from yingda.helpcenter.home import chip_views
from yingda.helpcenter.schemas import (
    ChosenDraft,
    ClickRecord,
    HelpSettings,
    HelpSettingsView,
    HomeAsk,
    HomeView,
    HumanEntryView,
    Measured,
    Persona,
    SuggestedView,
    SuggestionAsk,
    SuggestionFigures,
    TypedChoice,
)

router = APIRouter(prefix="/api", tags=["help centre"])

MerchantId = Annotated[str | None, Query(max_length=32)]
ASKING_LIMIT = "240/minute"


class ClicksQuery(Draft):
    """Of which shop and days, and which part of the list."""

    merchant_id: str | None = Field(default=None, max_length=32)
    days: int = Field(default=7, ge=1, le=90)
    cursor: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200)


@router.post("/visitor/home")
async def open_home(caller: VisitorCaller, runtime: CurrentRuntime, ask: HomeAsk) -> HomeView:
    """Return what the visitor meets first; what it suggests is remembered as shown."""
    runtime.limits.check(ASKING_LIMIT, "suggestions", caller.id)
    home = await runtime.db.read(queries.visitor_home, caller, ask)
    return await runtime.db.write(service.show_home, caller, home)


@router.get("/visitor/human-entry")
async def read_human_entry(db: Db, caller: VisitorCaller) -> HumanEntryView:
    return await db.read(queries.human_entry, caller)


@router.post("/visitor/suggestions")
async def suggest(
    caller: VisitorCaller, runtime: CurrentRuntime, ask: SuggestionAsk
) -> SuggestedView:
    """Return questions for this moment; they are remembered as shown, except while typing."""
    runtime.limits.check(ASKING_LIMIT, "suggestions", caller.id)
    shown = await runtime.db.read(queries.visitor_suggestions, caller, ask)
    if ask.placement == "typing":
        return SuggestedView(list_id=None, chips=chip_views(shown.found.chips))
    return await runtime.db.write(service.show, caller, shown)


@router.post("/visitor/suggestions/typed", status_code=204)
async def keep_typed(caller: VisitorCaller, runtime: CurrentRuntime, choice: TypedChoice) -> None:
    """Remember what was shown last before a question was sent, and which of it was chosen."""
    runtime.limits.check(ASKING_LIMIT, "suggestions", caller.id)
    shown = await runtime.db.read(queries.shown_while_typing, caller, choice)
    await runtime.db.write(service.keep_typed, caller, shown, choice)


@router.post("/visitor/suggestions/{list_id}/choice", status_code=204)
async def choose(db: Db, caller: VisitorCaller, list_id: str, chosen: ChosenDraft) -> None:
    await db.write(service.choose, list_id, chosen.entry_id, caller)


@router.get("/helpcenter/settings")
async def read_settings(
    db: Db, caller: StaffCaller, merchant_id: MerchantId = None
) -> HelpSettingsView:
    return await db.read(queries.settings_view, caller, merchant_id)


@router.put("/helpcenter/settings")
async def set_up(
    db: Db, caller: LeadCaller, settings: HelpSettings, merchant_id: MerchantId = None
) -> HelpSettings:
    found = await db.read(queries.measured_for, caller, merchant_id)
    return await db.write(service.set_up, merchant_id, settings, found, caller)


@router.post("/helpcenter/preview")
async def preview(db: Db, caller: StaffCaller, persona: Persona) -> HomeView:
    return await db.read(queries.previewed, caller, persona)


@router.get("/helpcenter/suggestions")
async def read_figures(
    db: Db,
    caller: LeadCaller,
    merchant_id: MerchantId = None,
    days: Annotated[int, Query(ge=1, le=90)] = 7,
) -> SuggestionFigures:
    return await db.read(results.figures_for, caller, merchant_id, days)


@router.get("/helpcenter/suggestions/{method}/clicks")
async def read_clicks(
    db: Db,
    caller: LeadCaller,
    method: Measured,
    asked: Annotated[ClicksQuery, Query()],
) -> Page[ClickRecord]:
    part = asked.cursor, asked.limit
    return await db.read(clicks.clicks_for, caller, asked.merchant_id, (method, asked.days), part)
