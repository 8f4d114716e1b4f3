"""Who may decide what: the authority matrix."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.merchants.queries import sees_all_merchants
from yingda.team.models import Authority, SkillGroup
from yingda.team.queries.serving import GroupState, group_to_serve
from yingda.team.schemas import AuthorityView


def authorities_for(tx: Tx, caller: Principal) -> list[AuthorityView]:
    """Return the matrix as far as it concerns shops the caller sees, by matter and amount."""
    rows = select(Authority, SkillGroup.name).join(SkillGroup, SkillGroup.id == Authority.group_id)
    rows = rows.where(Authority.tenant_id == caller.tenant_id)
    if not sees_all_merchants(caller):
        of_all = Authority.merchant_id.is_(None)
        rows = rows.where(or_(Authority.merchant_id.in_(caller.merchant_ids), of_all))
    views = [
        AuthorityView(
            id=one.id,
            name=one.name,
            group_id=one.group_id,
            group_name=group_name,
            merchant_id=one.merchant_id,
            up_to_cents=one.up_to_cents,
        )
        for one, group_name in tx.session.execute(rows)
    ]
    return sorted(views, key=lambda one: (one.name, one.merchant_id or "", _most(one.up_to_cents)))


def holder_of(
    tx: Tx, tenant_id: str, merchant_id: str, name: str, amount_cents: int | None = None
) -> GroupState | None:
    """Return the group that may decide this much, the nearest to the work; None when nobody may.

    A shop's own rows come before those of all shops. An amount that is not known may be any: it
    goes to whoever decides most.
    """
    rows = _rows(tx, tenant_id, merchant_id, name)
    own = [one for one in rows if one.merchant_id is not None]
    for held in (own, [one for one in rows if one.merchant_id is None]):
        able = [
            one for one in held if amount_cents is None or _most(one.up_to_cents) >= amount_cents
        ]
        if able:
            choose = max if amount_cents is None else min
            return group_to_serve(tx, choose(able, key=lambda one: _most(one.up_to_cents)).group_id)
    return None


def _rows(tx: Tx, tenant_id: str, merchant_id: str, name: str) -> Sequence[Authority]:
    mine = select(Authority).where(
        Authority.tenant_id == tenant_id,
        Authority.name == name.strip().lower(),
        or_(Authority.merchant_id == merchant_id, Authority.merchant_id.is_(None)),
    )
    return tx.session.scalars(mine.order_by(Authority.id)).all()


def _most(up_to_cents: int | None) -> float:
    return float("inf") if up_to_cents is None else up_to_cents
