"""Reads of inspections: what waits for a lead, what was found, and how each person does."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import aliased

from yingda.conversations.models import Conversation
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY
from yingda.foundation.cursors import read_cursor, write_cursor
from yingda.foundation.shapes import Page
from yingda.foundation.transaction import Tx
from yingda.quality.inspecting.models import Finding, Inspection
from yingda.quality.inspecting.schemas import (
    InspectedAgentView,
    InspectionFigures,
    InspectionFinding,
    InspectionQuery,
    InspectionView,
    State,
)
from yingda.team.models import SkillGroup, Staff

Agent, Inspector = aliased(Staff), aliased(Staff)
PLACE = Inspection.conversation_id.concat(Inspection.agent_id)
IS_DRAWN: ColumnElement[bool] = Inspection.is_drawn.is_(True)
IS_LOOKED_AT = Inspection.finding_id.is_not(None)
IS_FAULTY = Finding.verdict == "faulty"
STATES: dict[State, tuple[ColumnElement[bool], ...]] = {
    "waiting": (IS_DRAWN, Inspection.finding_id.is_(None)),
    "inspected": (IS_LOOKED_AT,),
    "faulty": (IS_FAULTY,),
    "drawn": (IS_DRAWN,),
    "served": (),
}
Listed = Row[Inspection, str, str, str, Finding | None, str | None]
"""One of them with the names of its agent, group and customer, and what was found by whom."""


def inspections_for(tx: Tx, caller: Principal, query: InspectionQuery) -> Page[InspectionView]:
    """Return a page of what L3 groups served for the caller's tenant, the latest first."""
    wanted = _listed().where(*_owned(tx, caller, query.days), *STATES[query.state])
    if query.group_id is not None:
        wanted = wanted.where(Inspection.group_id == query.group_id)
    if query.agent_id is not None:
        wanted = wanted.where(Inspection.agent_id == query.agent_id)
    if query.cursor is not None:
        ended_at, place = read_cursor(query.cursor, int, str)
        same = (Inspection.ended_at == ended_at) & (place > PLACE)
        wanted = wanted.where((Inspection.ended_at < ended_at) | same)
    ordered = wanted.order_by(Inspection.ended_at.desc(), PLACE.desc()).limit(query.limit + 1)
    rows = tx.session.execute(ordered).all()
    shown = [_view(caller, row) for row in rows[: query.limit]]
    last = shown[-1] if len(rows) > query.limit else None
    if last is None:
        return Page(items=shown)
    after = write_cursor(last.ended_at, last.conversation_id + last.agent_id)
    return Page(items=shown, next=after)


def figures_for(tx: Tx, caller: Principal, days: int) -> InspectionFigures:
    """Return how each person of an L3 group did in the last days; who had most faults is first."""
    counted = (
        select(
            Inspection.group_id,
            SkillGroup.name,
            Inspection.agent_id,
            Agent.name,
            func.count(),
            _count(IS_DRAWN),
            _count(IS_LOOKED_AT),
            _count(IS_FAULTY),
            _count(IS_LOOKED_AT & Inspection.by_lot.is_(True)),
            _count(IS_FAULTY & Inspection.by_lot.is_(True)),
        )
        .select_from(Inspection)
        .join(SkillGroup, SkillGroup.id == Inspection.group_id)
        .join(Agent, Agent.id == Inspection.agent_id)
        .outerjoin(Finding, Finding.id == Inspection.finding_id)
        .where(*_owned(tx, caller, days))
        .group_by(Inspection.group_id, SkillGroup.name, Inspection.agent_id, Agent.name)
    )
    waiting = select(func.count()).where(*_owned(tx, caller, None), *STATES["waiting"])
    agents = [_figures(row) for row in tx.session.execute(counted)]
    agents.sort(key=lambda one: (one.group_name, -(one.share or 0), -one.served, one.agent_id))
    return InspectionFigures(days=days, waiting=tx.session.scalar(waiting) or 0, agents=agents)


def _owned(tx: Tx, caller: Principal, days: int | None) -> Sequence[ColumnElement[bool]]:
    mine = (Inspection.tenant_id == caller.tenant_id,)
    return mine if days is None else (*mine, Inspection.ended_at > tx.now - days * DAY)


def _listed() -> Select[Inspection, str, str, str, Finding | None, str | None]:
    return (
        select(
            Inspection,
            Agent.name,
            SkillGroup.name,
            Conversation.customer_name,
            Finding,
            Inspector.name,
        )
        .select_from(Inspection)
        .join(Agent, Agent.id == Inspection.agent_id)
        .join(SkillGroup, SkillGroup.id == Inspection.group_id)
        .join(Conversation, Conversation.id == Inspection.conversation_id)
        .outerjoin(Finding, Finding.id == Inspection.finding_id)
        .outerjoin(Inspector, Inspector.id == Finding.inspector_id)
    )


def _view(caller: Principal, row: Listed) -> InspectionView:
    one, agent_name, group_name, customer_name, finding, inspector_name = row
    return InspectionView(
        conversation_id=one.conversation_id,
        agent_id=one.agent_id,
        agent_name=agent_name,
        group_id=one.group_id,
        group_name=group_name,
        customer_name=customer_name,
        ended_at=one.ended_at,
        reasons=one.reasons,
        finding=None if finding is None else _found(finding, inspector_name or ""),
        is_own=one.agent_id == caller.id,
    )


def _found(finding: Finding, inspector_name: str) -> InspectionFinding:
    shown = {name: getattr(finding, name) for name in ("verdict", "fault", "remark", "at")}
    return InspectionFinding(**shown, inspector_name=inspector_name)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _figures(row: Row[str, str, str, str, int, int, int, int, int, int]) -> InspectedAgentView:
    group_id, group_name, agent_id, agent_name, served, drawn, seen, faulty, lot, lot_faulty = row
    return InspectedAgentView(
        group_id=group_id,
        group_name=group_name,
        agent_id=agent_id,
        agent_name=agent_name,
        served=served,
        drawn=drawn,
        inspected=seen,
        faulty=faulty,
        share=faulty / seen if seen else None,
        lot_inspected=lot,
        lot_faulty=lot_faulty,
        lot_share=lot_faulty / lot if lot else None,
    )
