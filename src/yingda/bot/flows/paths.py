"""Which way customers took through a task: where they stopped, and how each branch pleased them."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import aliased

from yingda.bot.flows import queries
from yingda.bot.flows.documents import AskStep, Choice, Document
from yingda.bot.flows.models import BotFlow, BotRun, BotRunStep
from yingda.bot.flows.schemas.flows import BranchView, FlowPaths, StepCount
from yingda.bot.flows.views import COUNTED_DAYS
from yingda.conversations.models import Conversation
from yingda.conversations.satisfaction import SATISFIED_FROM
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY
from yingda.foundation.db import Tx

MOST_OPENED = 20
Turn = tuple[str, str]
"""The step that asked, and the step that came next."""


@dataclass(slots=True)
class Taken:
    """What became of those who took a turn."""

    runs: Counter[str] = field(default_factory=Counter)
    rated: int = 0
    satisfied: int = 0
    newest: list[str] = field(default_factory=list)
    """Their conversations, the newest first."""


def paths_shown(tx: Tx, flow_id: str, caller: Principal) -> FlowPaths:
    """Return the ways customers took through a flow in the last 30 days."""
    flow = queries.flow_for(tx, caller, flow_id)
    document = _met_by_customers(tx, flow)
    since = tx.now - COUNTED_DAYS * DAY
    choices = list(_choices(document))
    taken = _taken(tx, flow, {step.id for step, _ in choices}, since)
    return FlowPaths(
        days=COUNTED_DAYS,
        steps=_steps(tx, flow, document, since),
        branches=[
            _branch(step, choice, taken[step.id, choice.next or step.next or ""])
            for step, choice in choices
        ],
    )


def _met_by_customers(tx: Tx, flow: BotFlow) -> Document:
    """Return the version that is live; what is only drafted nobody went through."""
    if flow.live_version is None:
        return Document.model_validate(flow.draft)
    return queries.document_of(tx, flow.id, flow.live_version)


def _choices(document: Document) -> Iterator[tuple[AskStep, Choice]]:
    for step in document.steps:
        if not isinstance(step, AskStep):
            continue
        ways = Counter(choice.next or step.next for choice in step.choices)
        # Choices that lead to one place are no branch: which of them it was is forgotten in time.
        yield from ((step, one) for one in step.choices if ways[one.next or step.next] == 1)


def _branch(step: AskStep, choice: Choice, taken: Taken) -> BranchView:
    return BranchView(
        step=step.id,
        choice=choice.value,
        label={str(language): text for language, text in choice.label.items()},
        taken=taken.runs.total(),
        finished=taken.runs["finished"],
        handed_over=taken.runs["handed_over"],
        rated=taken.rated,
        satisfied=taken.satisfied,
        conversation_ids=taken.newest,
    )


def _taken(tx: Tx, flow: BotFlow, asking: set[str], since: int) -> defaultdict[Turn, Taken]:
    """Return who took which turn; who came back to a question counts as they left it last.

    A rating is of the whole conversation, and counts for the last task in it alone.
    """
    last = (
        select(BotRunStep.run_id, BotRunStep.step, func.max(BotRunStep.number).label("number"))
        .join(BotRun, BotRun.id == BotRunStep.run_id)
        .where(*_begun(flow, since), BotRunStep.step.in_(asking))
        .group_by(BotRunStep.run_id, BotRunStep.step)
        .subquery()
    )
    then = aliased(BotRunStep)
    later = aliased(BotRun)
    is_last = ~exists().where(
        later.conversation_id == BotRun.conversation_id, later.started_at > BotRun.started_at
    )
    rated_last = case((is_last, Conversation.rated), else_=None)
    turns = (
        select(last.c.step, then.step, BotRun.status, rated_last, Conversation.id)
        .join(then, (then.run_id == last.c.run_id) & (then.number == last.c.number + 1))
        .join(BotRun, BotRun.id == last.c.run_id)
        .join(Conversation, Conversation.id == BotRun.conversation_id)
        .order_by(BotRun.started_at.desc(), BotRun.id)
    )
    found: defaultdict[Turn, Taken] = defaultdict(Taken)
    for step, following, status, rated, conversation_id in tx.session.execute(turns):
        one = found[step, following]
        one.runs[status] += 1
        one.rated += rated is not None
        one.satisfied += rated is not None and rated >= SATISFIED_FROM
        if len(one.newest) < MOST_OPENED:
            one.newest.append(conversation_id)
    return found


def _begun(flow: BotFlow, since: int) -> tuple[ColumnElement[bool], ...]:
    return (
        BotRun.merchant_id == flow.merchant_id,
        BotRun.flow_id == flow.id,
        BotRun.started_at >= since,
    )


def _steps(tx: Tx, flow: BotFlow, document: Document, since: int) -> list[StepCount]:
    mine = _begun(flow, since)
    reached = (
        select(BotRunStep.step, func.count(BotRun.id.distinct()))
        .join(BotRun, BotRun.id == BotRunStep.run_id)
        .where(*mine)
        .group_by(BotRunStep.step)
    )
    left = (
        select(BotRun.step, func.count())
        .where(*mine, BotRun.status == "abandoned")
        .group_by(BotRun.step)
    )
    came: dict[str, int] = dict(tx.session.execute(reached).all())
    stopped: dict[str | None, int] = dict(tx.session.execute(left).all())
    return [
        StepCount(step=one.id, came=came.get(one.id, 0), stopped=stopped.get(one.id, 0))
        for one in document.steps
    ]
