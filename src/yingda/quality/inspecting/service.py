"""Looking at what was drawn, and saying what one found."""

from collections.abc import Sequence

from sqlalchemy import update

from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx
from yingda.quality.inspecting.errors import NotDrawn, OwnWork
from yingda.quality.inspecting.models import Finding, Inspection
from yingda.quality.inspecting.schemas import FindingDraft


def inspect(
    tx: Tx, conversation_id: str, agent_id: str, draft: FindingDraft, caller: Principal
) -> None:
    """Say what one found of somebody's part in a conversation; what was found before is kept."""
    key = conversation_id, agent_id
    inspection = tx.session.get(Inspection, key, with_for_update=True)
    if (
        inspection is None
        or not inspection.is_drawn
        or not caller.may_see_merchant(inspection.merchant_id, inspection.tenant_id)
    ):
        raise NotDrawn
    if caller.id == agent_id:
        raise OwnWork
    finding = Finding(
        id=tx.ids.new(),
        conversation_id=conversation_id,
        agent_id=agent_id,
        inspector_id=caller.id,
        at=tx.now,
        **draft.model_dump(),
    )
    tx.session.add(finding)
    inspection.finding_id = finding.id
    tx.flush()


def forget_remarks(tx: Tx, conversation_ids: Sequence[str]) -> None:
    """Take what leads wrote about these conversations away; what they found stays."""
    theirs = Finding.conversation_id.in_(conversation_ids)
    tx.connection.execute(update(Finding).where(theirs).values(remark=""))
