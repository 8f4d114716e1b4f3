"""Discriminators over HTTP; leads write them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from yingda.bot.clarifying import queries, service
from yingda.bot.clarifying.schemas import (
    DiscriminatorChange,
    DiscriminatorDraft,
    DiscriminatorUseView,
    DiscriminatorView,
)
from yingda.foundation.web import Db, LeadCaller

router = APIRouter(prefix="/api/bot/discriminators", tags=["bot"])
AnId = Annotated[str, Path(max_length=32)]


@router.get("")
async def list_discriminators(
    db: Db,
    caller: LeadCaller,
    merchant_id: Annotated[str | None, Query(max_length=32)] = None,
) -> list[DiscriminatorView]:
    """Return the questions that keep customers from buying what does not fit, and what they did."""
    return await db.read(queries.discriminators_for, caller, merchant_id)


@router.post("", status_code=201)
async def add_discriminator(
    db: Db, caller: LeadCaller, draft: DiscriminatorDraft
) -> DiscriminatorView:
    """Write down what to ask; agents see it at once, and the bot asks it if it may."""
    return await db.write(service.add, draft, caller)


@router.patch("/{discriminator_id}")
async def change_discriminator(
    db: Db, caller: LeadCaller, discriminator_id: AnId, draft: DiscriminatorChange
) -> DiscriminatorView:
    """Change what is named; `retired` takes it out of use or brings it back."""
    return await db.write(service.change, discriminator_id, draft, caller)


@router.get("/{discriminator_id}/uses")
async def list_discriminator_uses(
    db: Db, caller: LeadCaller, discriminator_id: AnId
) -> list[DiscriminatorUseView]:
    """Return the latest 200 conversations in which it was asked or passed over."""
    return await db.read(queries.uses_for, caller, discriminator_id)
