"""Flows, actions and runs as they are shown."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from sqlalchemy import func, select

from yingda.bot.flows import queries
from yingda.bot.flows.documents import Document, Texts
from yingda.bot.flows.faults import Fault, faults_of
from yingda.bot.flows.labels import given_in, standard_labels
from yingda.bot.flows.models import BotAction, BotFlow, BotFlowVersion, BotRun
from yingda.bot.flows.schemas.actions import ActionCallView, ActionView
from yingda.bot.flows.schemas.flows import FaultView, FlowCheck, FlowRow, FlowView
from yingda.bot.flows.schemas.runs import FlowCallView, FlowRunView, GivenView
from yingda.conversations.queries.access import conversation_for
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY
from yingda.foundation.db import Tx
from yingda.merchants.queries import merchant_by_id, merchant_meant

COUNTED_DAYS = 30
LATEST_CALLS = 20


def flow_list(tx: Tx, caller: Principal, merchant_id: str | None) -> list[FlowRow]:
    """Return the shop's flows with what came of them in the last 30 days."""
    merchant = merchant_meant(tx, caller, merchant_id)
    promises = queries.promises_of(tx, merchant.id)
    ended = _ended(tx, merchant.id)
    rows = []
    for flow in queries.flows_of(tx, merchant.id):
        document = Document.model_validate(flow.draft)
        counts = ended[flow.id]
        rows.append(
            FlowRow(
                id=flow.id,
                merchant_id=flow.merchant_id,
                key=flow.key,
                title={str(language): text for language, text in document.title.items()},
                phrases=len(document.phrases),
                steps=len(document.steps),
                live_version=flow.live_version,
                is_changed=_is_changed(tx, flow),
                faults=len(faults_of(document, promises)),
                changed_at=flow.changed_at,
                started=sum(counts.values()),
                finished=counts["finished"],
                handed_over=counts["handed_over"],
                abandoned=counts["abandoned"],
            )
        )
    return rows


def flow_view(tx: Tx, flow: BotFlow) -> FlowView:
    """Return a flow as the editor opens it."""
    document = Document.model_validate(flow.draft)
    found = faults_of(document, queries.promises_of(tx, flow.merchant_id))
    return FlowView(
        id=flow.id,
        merchant_id=flow.merchant_id,
        key=flow.key,
        revision=flow.revision,
        document=document,
        live_version=flow.live_version,
        is_changed=_is_changed(tx, flow),
        faults=[fault_view(one) for one in found],
        labels=_as_texts(standard_labels()),
    )


def flow_shown(tx: Tx, flow_id: str, caller: Principal) -> FlowView:
    """Return a flow the caller may see."""
    return flow_view(tx, queries.flow_for(tx, caller, flow_id))


def checked(tx: Tx, check: FlowCheck, caller: Principal) -> list[FaultView]:
    """Return what is wrong with a document that is stored nowhere."""
    merchant = merchant_meant(tx, caller, check.merchant_id)
    found = faults_of(check.document, queries.promises_of(tx, merchant.id))
    return [fault_view(one) for one in found]


def fault_view(fault: Fault) -> FaultView:
    """Return a fault as the web translates it."""
    return FaultView(code=fault.code, step=fault.step, field=fault.field, params=dict(fault.params))


def action_list(tx: Tx, caller: Principal, merchant_id: str | None) -> list[ActionView]:
    """Return the shop's actions."""
    merchant = merchant_meant(tx, caller, merchant_id)
    return [action_view(one) for one in queries.actions_of(tx, merchant.id)]


def action_view(action: BotAction) -> ActionView:
    """Return an action without its secret."""
    names = ActionView.model_fields.keys() - {"has_secret"}
    shown = {name: getattr(action, name) for name in names}
    return ActionView(**shown, has_secret=action.secret is not None)


def latest_calls(tx: Tx, action_id: str, caller: Principal) -> list[ActionCallView]:
    """Return the latest calls of an action with what came of them, and nobody's words."""
    action = queries.action_for(tx, caller, action_id)
    found = queries.latest_calls(tx, action.id, LATEST_CALLS)
    return [ActionCallView.model_validate(one) for one in found]


def runs_shown(tx: Tx, conversation_id: str, caller: Principal) -> list[FlowRunView]:
    """Return what the customer did in tasks, for whoever may read the conversation."""
    conversation_for(tx, caller, conversation_id)
    return [run_view(tx, run) for run in queries.runs_of(tx, conversation_id)]


def run_view(tx: Tx, run: BotRun) -> FlowRunView:
    """Return a run with everything that was gathered."""
    document = queries.document_of(tx, run.flow_id, run.version)
    computed = {"title", "calls", "given"}
    shown = {name: getattr(run, name) for name in FlowRunView.model_fields if name not in computed}
    timezone = merchant_by_id(tx, run.merchant_id).timezone
    return FlowRunView(
        **shown,
        title={str(language): text for language, text in document.title.items()},
        given=[GivenView.model_validate(one) for one in given_in(document, run.values, timezone)],
        calls=[FlowCallView.model_validate(one) for one in queries.calls_of(tx, run.id)],
    )


def _as_texts(labels: Mapping[str, Texts]) -> dict[str, dict[str, str]]:
    return {name: {str(one): text for one, text in texts.items()} for name, texts in labels.items()}


def _is_changed(tx: Tx, flow: BotFlow) -> bool:
    """Tell whether the draft differs from what customers meet."""
    if flow.live_version is None:
        return True
    live = tx.session.get_one(BotFlowVersion, (flow.id, flow.live_version))
    return bool(live.document != flow.draft)


def _ended(tx: Tx, merchant_id: str) -> defaultdict[str, Counter[str]]:
    since = tx.now - COUNTED_DAYS * DAY
    counted = select(BotRun.flow_id, BotRun.status, func.count()).where(
        BotRun.merchant_id == merchant_id, BotRun.started_at >= since
    )
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for flow_id, status, count in tx.session.execute(
        counted.group_by(BotRun.flow_id, BotRun.status)
    ):
        found[flow_id][status] = count
    return found
