"""Merchants and their widget over HTTP."""

from fastapi import APIRouter

from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.foundation.rotation import SecretRotation
from yingda.foundation.web import AdminCaller, Db, LeadCaller, StaffCaller
from yingda.merchants import queries, service
from yingda.merchants.schemas import (
    ApiTokenDraft,
    ApiTokenView,
    MerchantChange,
    MerchantDraft,
    MerchantView,
    NewApiToken,
    RotatedSecret,
    WidgetLook,
)

router = APIRouter(prefix="/api/merchants", tags=["merchants"])


@router.get("")
async def list_merchants(db: Db, caller: StaffCaller) -> list[MerchantView]:
    return await db.read(_views, caller)


@router.post("", status_code=201)
async def open_merchant(db: Db, caller: AdminCaller, draft: MerchantDraft) -> MerchantView:
    merchant = await db.write(service.open_merchant, caller.tenant_id, draft)
    return MerchantView.of(merchant)


@router.get("/{merchant_id}")
async def read_merchant(db: Db, caller: StaffCaller, merchant_id: str) -> MerchantView:
    return MerchantView.of(await db.read(queries.merchant_for, caller, merchant_id))


@router.patch("/{merchant_id}")
async def change_merchant(
    db: Db, caller: AdminCaller, merchant_id: str, change: MerchantChange
) -> MerchantView:
    return MerchantView.of(await db.write(service.change_merchant, merchant_id, change, caller))


@router.get("/{merchant_id}/widget")
async def read_widget_look(db: Db, caller: StaffCaller, merchant_id: str) -> WidgetLook:
    return queries.settings_of(await db.read(queries.merchant_for, caller, merchant_id)).widget


@router.put("/{merchant_id}/widget")
async def set_widget_look(
    db: Db, caller: LeadCaller, merchant_id: str, look: WidgetLook
) -> WidgetLook:
    return await db.write(service.set_widget_look, merchant_id, look, caller)


@router.post("/{merchant_id}/identity-secret")
async def rotate_identity_secret(
    db: Db, caller: AdminCaller, merchant_id: str, rotation: SecretRotation
) -> RotatedSecret:
    return await db.write(
        service.rotate_identity_secret, merchant_id, caller, keep_previous=rotation.keep_previous
    )


@router.get("/{merchant_id}/api-tokens")
async def list_api_tokens(db: Db, caller: AdminCaller, merchant_id: str) -> list[ApiTokenView]:
    return await db.read(queries.api_tokens_for, caller, merchant_id)


@router.post("/{merchant_id}/api-tokens", status_code=201)
async def make_api_token(
    db: Db, caller: AdminCaller, merchant_id: str, draft: ApiTokenDraft
) -> NewApiToken:
    return await db.write(service.make_api_token, merchant_id, draft, caller)


@router.delete("/{merchant_id}/api-tokens/{token_id}", status_code=204)
async def revoke_api_token(db: Db, caller: AdminCaller, merchant_id: str, token_id: str) -> None:
    await db.write(service.revoke_api_token, merchant_id, token_id, caller)


def _views(tx: Tx, caller: Principal) -> list[MerchantView]:
    return [MerchantView.of(merchant) for merchant in queries.merchants_of(tx, caller)]
