"""What one can do with tenants and merchants."""

from functools import cache
from zoneinfo import available_timezones

from sqlalchemy import select

from yingda.foundation.auth import api_tokens
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.foundation.ids import new_secret
from yingda.foundation.rotation import OVERLAP
from yingda.merchants import queries
from yingda.merchants.errors import ApiTokenNameTaken, ApiTokenUnknown, SlugTaken, TimezoneUnknown
from yingda.merchants.events import MerchantChanged
from yingda.merchants.models import Merchant, Tenant
from yingda.merchants.schemas import (
    ApiTokenDraft,
    MerchantChange,
    MerchantDraft,
    MerchantSettings,
    NewApiToken,
    RotatedSecret,
    WidgetLook,
)
from yingda.merchants.secrets import sealed_secret

TITLE_LENGTH = 60


def found_tenant(tx: Tx, name: str) -> Tenant:
    """Store a new tenant, still without merchants."""
    tenant = Tenant(id=tx.ids.new(), name=name, settings={}, created_at=tx.now)
    tx.session.add(tenant)
    tx.flush()
    return tenant


def open_merchant(tx: Tx, tenant_id: str, draft: MerchantDraft) -> Merchant:
    """Store a new merchant with its own public key and identity secret."""
    _refuse_unknown_timezone(draft.timezone)
    _refuse_taken_slug(tx, tenant_id, draft.slug)
    look = WidgetLook(title=draft.name[:TITLE_LENGTH])
    merchant_id = tx.ids.new()
    merchant = Merchant(
        id=merchant_id,
        tenant_id=tenant_id,
        public_key=new_secret(18),
        settings=MerchantSettings(widget=look).model_dump(),
        identity_secret=sealed_secret(tx, merchant_id, new_secret()),
        created_at=tx.now,
        **draft.model_dump(),
    )
    tx.session.add(merchant)
    tx.flush()
    return merchant


def change_merchant(
    tx: Tx, merchant_id: str, change: MerchantChange, caller: Principal
) -> Merchant:
    """Change what `change` names and leave the rest."""
    merchant = queries.merchant_for(tx, caller, merchant_id)
    values = change.model_dump(exclude_none=True)
    if change.timezone is not None:
        _refuse_unknown_timezone(change.timezone)
    if change.slug is not None and change.slug != merchant.slug:
        _refuse_taken_slug(tx, merchant.tenant_id, change.slug)
    settings = queries.settings_of(merchant)
    for name, value in values.items():
        setattr(settings if name in MerchantSettings.model_fields else merchant, name, value)
    _keep_settings(tx, merchant, settings)
    return merchant


def set_widget_look(tx: Tx, merchant_id: str, look: WidgetLook, caller: Principal) -> WidgetLook:
    """Give the merchant's widget another look."""
    merchant = queries.merchant_for(tx, caller, merchant_id)
    settings = queries.settings_of(merchant)
    settings.widget = look
    _keep_settings(tx, merchant, settings)
    return look


def rotate_identity_secret(
    tx: Tx, merchant_id: str, caller: Principal, *, keep_previous: bool
) -> RotatedSecret:
    """Replace the secret that signs visitors; the old one may live on for a day."""
    merchant = queries.merchant_for(tx, caller, merchant_id)
    merchant.previous_identity_secret = merchant.identity_secret if keep_previous else None
    merchant.previous_secret_until = tx.now + OVERLAP if keep_previous else None
    secret = new_secret()
    merchant.identity_secret = sealed_secret(tx, merchant.id, secret)
    return RotatedSecret(
        identity_secret=secret,
        previous_valid_until=merchant.previous_secret_until,
    )


def make_api_token(
    tx: Tx, merchant_id: str, draft: ApiTokenDraft, caller: Principal
) -> NewApiToken:
    """Let a system of the shop speak for it: the token's value is shown this one time."""
    merchant = queries.merchant_for(tx, caller, merchant_id)
    hold_merchant(tx, merchant)
    if any(known.name == draft.name for known in api_tokens.api_tokens_of(tx, merchant.id)):
        raise ApiTokenNameTaken(name=draft.name)
    value, token = api_tokens.make_api_token(tx, merchant.id, draft.name, caller)
    return NewApiToken(
        id=token.id, name=token.name, created_at=token.created_at, last_used_at=None, token=value
    )


def revoke_api_token(tx: Tx, merchant_id: str, token_id: str, caller: Principal) -> None:
    """Let a system speak for the shop no longer."""
    merchant = queries.merchant_for(tx, caller, merchant_id)
    for token in api_tokens.api_tokens_of(tx, merchant.id):
        if token.id == token_id:
            api_tokens.revoke_api_token(tx, token)
            return
    raise ApiTokenUnknown


def hold_merchant(tx: Tx, merchant: Merchant) -> None:
    """Let nobody else add to the merchant what must be there once, until this transaction ends.

    On PostgreSQL writers run side by side: two of them could both find a customer missing.
    """
    once = select(Merchant.id).where(Merchant.id == merchant.id).with_for_update(key_share=True)
    tx.session.execute(once)


def _keep_settings(tx: Tx, merchant: Merchant, settings: MerchantSettings) -> None:
    merchant.settings = settings.model_dump()
    tx.emit(MerchantChanged(tenant_id=merchant.tenant_id, merchant_id=merchant.id))


@cache  # it reads the machine's whole folder of zones
def _timezones() -> set[str]:
    return available_timezones()


def _refuse_unknown_timezone(timezone: str) -> None:
    if timezone not in _timezones():
        raise TimezoneUnknown(timezone=timezone)


def _refuse_taken_slug(tx: Tx, tenant_id: str, slug: str) -> None:
    same = select(Merchant.id).where(Merchant.tenant_id == tenant_id, Merchant.slug == slug)
    if tx.session.scalar(same) is not None:
        raise SlugTaken(slug=slug)
