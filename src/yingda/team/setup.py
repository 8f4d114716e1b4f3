"""The first start: a one-time link by which an installation gets its owner and its shop."""

import hashlib

from sqlalchemy import select, update

from yingda.foundation.clock import DAY
from yingda.foundation.db import Tx
from yingda.foundation.ids import new_secret
from yingda.foundation.words import say
from yingda.merchants.models import Language
from yingda.merchants.schemas import MerchantDraft
from yingda.merchants.service import found_tenant, open_merchant
from yingda.team.errors import SetupClosed
from yingda.team.models import SetupToken, Staff
from yingda.team.schemas import GroupDraft, StaffDraft
from yingda.team.service import enrol, found_group, join_group

LIFETIME = DAY
FIRST_SLUG = "shop"
OWNER_LEVEL = 3


def setup_link(tx: Tx) -> str | None:
    """Return the secret of a new one-time link, older ones end; None once there is an owner."""
    if has_owner(tx):
        return None
    token = new_secret()
    tx.session.execute(
        update(SetupToken).where(SetupToken.used_at.is_(None)).values(expires_at=tx.now)
    )
    tx.session.add(
        SetupToken(
            token_hash=hashed(token), created_at=tx.now, expires_at=tx.now + LIFETIME, used_at=None
        )
    )
    return token


def has_owner(tx: Tx) -> bool:
    """Tell whether the installation has its owner."""
    return tx.session.scalar(select(Staff.id).where(Staff.role == "owner").limit(1)) is not None


def open_token(tx: Tx, token: str) -> SetupToken:
    """Return the token while its link can be used; an empty one never can."""
    row = tx.session.get(SetupToken, hashed(token)) if token else None
    if row is None or row.used_at is not None or row.expires_at <= tx.now or has_owner(tx):
        raise SetupClosed
    return row


def set_up(tx: Tx, token: str, owner: StaffDraft, shop_name: str, password_hash: str) -> Staff:
    """Use the link up: store the tenant, its first merchant, its owner and a first group."""
    opened = open_token(tx, token)
    tx.session.refresh(opened, with_for_update=True)
    if opened.used_at is not None:
        raise SetupClosed
    opened.used_at = tx.now
    tenant = found_tenant(tx, shop_name)
    open_merchant(tx, tenant.id, first_merchant(shop_name, owner.language))
    staff = enrol(tx, tenant.id, owner, password_hash)
    group = found_group(tx, tenant.id, GroupDraft(name=say(owner.language, "team.first_group")))
    join_group(tx, group, staff.id, OWNER_LEVEL)
    return staff


def first_merchant(shop_name: str, language: Language) -> MerchantDraft:
    """Return the one merchant of a plain company."""
    timezone = "Asia/Taipei" if language == "zh-TW" else "Asia/Shanghai"
    return MerchantDraft(name=shop_name, slug=FIRST_SLUG, language=language, timezone=timezone)


def hashed(token: str) -> str:
    """Return what is stored in place of the link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()
