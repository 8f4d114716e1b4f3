"""Verbs about the authority matrix: who may decide what."""

from collections.abc import Sequence

from sqlalchemy import delete

from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.merchants.queries import merchant_for
from yingda.team import queries
from yingda.team.errors import AuthorityTwice, GroupElsewhere
from yingda.team.models import Authority
from yingda.team.schemas import AuthorityDraft, AuthorityView


def set_authorities(
    tx: Tx, drafts: Sequence[AuthorityDraft], caller: Principal
) -> list[AuthorityView]:
    """Make this, and nothing else, the matrix of the tenant."""
    seen = set()
    for draft in drafts:
        cell = (draft.merchant_id, draft.name, draft.up_to_cents)
        if cell in seen:
            raise AuthorityTwice(name=draft.name)
        seen.add(cell)
        _check_group(tx, draft, caller)
    replace_authorities(tx, caller.tenant_id, drafts)
    return queries.authorities_for(tx, caller)


def replace_authorities(tx: Tx, tenant_id: str, drafts: Sequence[AuthorityDraft]) -> None:
    """Store the matrix, with nobody asking for it."""
    tx.session.execute(delete(Authority).where(Authority.tenant_id == tenant_id))
    for draft in drafts:
        tx.session.add(Authority(id=tx.ids.new(), tenant_id=tenant_id, **draft.model_dump()))
    tx.flush()


def _check_group(tx: Tx, draft: AuthorityDraft, caller: Principal) -> None:
    group = queries.group_for(tx, caller, draft.group_id)
    if draft.merchant_id is not None:
        merchant_for(tx, caller, draft.merchant_id)
    if group.merchant_id not in {None, draft.merchant_id}:
        raise GroupElsewhere(name=group.name)
