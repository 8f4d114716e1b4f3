"""Reads of merchants; `merchant_for` is the guarded door."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from yingda.foundation.auth.api_tokens import api_tokens_of
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.foundation.errors import NotFound
from yingda.foundation.remembered import Among, Remembered
from yingda.merchants.errors import ChooseMerchant, MerchantUnknown
from yingda.merchants.models import Language, Merchant, Tenant
from yingda.merchants.schemas import ApiTokenView, MerchantSettings


def sees_all_merchants(caller: Principal) -> bool:
    """Tell whether the caller works for the tenant as a whole."""
    return caller.is_staff and caller.role != "merchant_staff"


def merchant_for(tx: Tx, caller: Principal, merchant_id: str) -> Merchant:
    """Return the merchant, if it exists for the caller."""
    merchant = tx.session.get(Merchant, merchant_id)
    if merchant is None or not caller.may_see_merchant(merchant.id, merchant.tenant_id):
        raise MerchantUnknown
    return merchant


def merchants_of(tx: Tx, caller: Principal) -> Sequence[Merchant]:
    """Return every merchant the caller may see, oldest first."""
    mine = select(Merchant).where(Merchant.tenant_id == caller.tenant_id)
    if not sees_all_merchants(caller):
        mine = mine.where(Merchant.id.in_(caller.merchant_ids))
    return tx.session.scalars(mine.order_by(Merchant.created_at, Merchant.id)).all()


def merchant_meant(tx: Tx, caller: Principal, merchant_id: str | None) -> Merchant:
    """Return the merchant named, or the only one there is when none is named."""
    if merchant_id is not None:
        return merchant_for(tx, caller, merchant_id)
    merchants = merchants_of(tx, caller)
    if len(merchants) > 1:
        raise ChooseMerchant
    if not merchants:
        raise MerchantUnknown
    return merchants[0]


def merchant_by_public_key(tx: Tx, public_key: str) -> Merchant:
    """Return the merchant whose pages carry this key."""
    merchant = tx.session.scalar(select(Merchant).where(Merchant.public_key == public_key))
    if merchant is None:
        raise MerchantUnknown
    return merchant


def merchant_by_id(tx: Tx, merchant_id: str) -> Merchant:
    """Return the merchant for work that no caller asked for: reactions and timers."""
    merchant = tx.session.get(Merchant, merchant_id)
    if merchant is None:
        raise MerchantUnknown
    return merchant


def first_tenant_id(tx: Tx) -> str | None:
    """Return the tenant that runs the installation: the one that was there first."""
    return tx.session.scalar(select(Tenant.id).order_by(Tenant.created_at, Tenant.id).limit(1))


def tenant_ids(tx: Tx) -> Sequence[str]:
    """Return every tenant there is."""
    return tx.session.scalars(select(Tenant.id).order_by(Tenant.id)).all()


def tenant_by_id(tx: Tx, tenant_id: str) -> Tenant:
    """Return the tenant."""
    tenant = tx.session.get(Tenant, tenant_id)
    if tenant is None:
        raise NotFound
    return tenant


def api_tokens_for(tx: Tx, caller: Principal, merchant_id: str) -> list[ApiTokenView]:
    """Return the API tokens of the merchant, if it exists for the caller."""
    merchant = merchant_for(tx, caller, merchant_id)
    return [
        ApiTokenView.model_validate(token, from_attributes=True)
        for token in api_tokens_of(tx, merchant.id)
    ]


SETTINGS = Remembered(
    select(Merchant.id, Merchant.settings).where(Among(Merchant.id, "merchant_ids"))
)


def settings_by_merchant(tx: Tx, merchant_ids: Collection[str]) -> dict[str, MerchantSettings]:
    """Return the settings of several merchants, by id."""
    found = SETTINGS.rows(tx, merchant_ids=sorted(merchant_ids))
    return {merchant_id: MerchantSettings.model_validate(own) for merchant_id, own in found}


def settings_of(merchant: Merchant) -> MerchantSettings:
    """Return the merchant's settings, with the defaults of what it never set."""
    return MerchantSettings.model_validate(merchant.settings)


_COUNTRIES: dict[Language, str] = {"zh-CN": "CN", "zh-TW": "TW"}


def country_of(merchant: Merchant) -> str:
    """Return where telephone numbers without a country belong, empty where nothing tells."""
    return settings_of(merchant).country or _COUNTRIES.get(merchant.language, "")
