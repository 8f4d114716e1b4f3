"""API tokens of shops' own systems: for one merchant, named, shown once, stored as a hash."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, String, select
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.auth.principal import Principal
from yingda.foundation.auth.sessions import hashed
from yingda.foundation.clock import HOUR
from yingda.foundation.columns import Base, Id, Name
from yingda.foundation.errors import Unauthenticated
from yingda.foundation.ids import new_secret
from yingda.foundation.transaction import Tx

PREFIX = "yk_"
# Whoever looks wants to know the day; a write for each request would cost more than the request.
USE_NOTED_EVERY = HOUR


class ApiTokenRefused(Unauthenticated):
    """The API token is unknown or has been revoked."""

    code = "auth.api_token_refused"


class ApiToken(Base):
    """One token; it stays when it is revoked, so that its use can still be explained."""

    __tablename__ = "api_token"

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id]
    merchant_id: Mapped[Id] = mapped_column(index=True)
    name: Mapped[Name]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[int] = mapped_column(BigInteger)
    created_by: Mapped[Id]
    last_used_at: Mapped[int | None] = mapped_column(BigInteger)
    revoked_at: Mapped[int | None] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class ShopSystem:
    """Whom a valid API token stands for, and whether its use is to be noted again."""

    principal: Principal
    use_is_stale: bool


def make_api_token(tx: Tx, merchant_id: str, name: str, maker: Principal) -> tuple[str, ApiToken]:
    """Make a token; return its value, which is stored nowhere, and the row."""
    value = PREFIX + new_secret()
    token = ApiToken(
        id=tx.ids.new(),
        tenant_id=maker.tenant_id,
        merchant_id=merchant_id,
        name=name,
        token_hash=hashed(value),
        created_at=tx.now,
        created_by=maker.id,
        last_used_at=None,
        revoked_at=None,
    )
    tx.session.add(token)
    tx.flush()
    return value, token


def api_tokens_of(tx: Tx, merchant_id: str) -> Sequence[ApiToken]:
    """Return the merchant's tokens that open something, the oldest first."""
    valid = select(ApiToken).where(
        ApiToken.merchant_id == merchant_id, ApiToken.revoked_at.is_(None)
    )
    return tx.session.scalars(valid.order_by(ApiToken.id)).all()


def revoke_api_token(tx: Tx, token: ApiToken) -> None:
    """Let the token open nothing any more."""
    token.revoked_at = tx.now


def shop_system_for(tx: Tx, value: str) -> ShopSystem:
    """Return whom the token stands for, or refuse it."""
    found = select(ApiToken).where(ApiToken.token_hash == hashed(value))
    token = tx.session.scalar(found)
    if token is None or token.revoked_at is not None:
        raise ApiTokenRefused
    principal = Principal(
        "shop_system",
        token.tenant_id,
        token.id,
        token.name,
        merchant_ids=frozenset({token.merchant_id}),
    )
    stale = token.last_used_at is None or tx.now - token.last_used_at >= USE_NOTED_EVERY
    return ShopSystem(principal, stale)


def note_use(tx: Tx, token_id: str) -> None:
    """Write down that the token is in use."""
    token = tx.session.get(ApiToken, token_id)
    if token is not None:
        token.last_used_at = tx.now
