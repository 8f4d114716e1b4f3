"""Which way customers took through a task: where they stopped, and how each branch pleased them."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from yingda.bot.flows import queries
from yingda.bot.flows.documents import AskStep, Choice, Document
from yingda.bot.flows.models import BotFlow, BotRun, BotRunStep
from yingda.bot.flows.schemas import BranchView, FlowPaths, StepCount
from yingda.bot.flows.views import COUNTED_DAYS
from yingda.conversations.models import Conversation
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY
from yingda.foundation.db import Tx

SATISFIED_FROM = 4
"""Of 5, as the shop's satisfaction counts (metrics.md M51)."""

MOST_OPENED = 20
MOST_RUNS = 5_000
Turn = tuple[str, str]
"""The step that asked, and the step that came next."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A customer who took a branch, and the rating of their conversation if they gave one."""

    conversation_id: str
    status: str
    rated: int | None


def paths_shown(tx: Tx, flow_id: str, caller: Principal) -> FlowPaths:
    """Return the ways customers took through a flow in the last 30 days."""
    flow = queries.flow_for(tx, caller, flow_id)
    document = Document.model_validate(flow.draft)
    since = tx.now - COUNTED_DAYS * DAY
    taken = _taken(tx, flow, since)
    return FlowPaths(
        days=COUNTED_DAYS,
        steps=_steps(tx, flow, document, since),
        branches=[
            _branch(step, choice, taken[step.id, choice.next or step.next or ""])
            for step, choice in _choices(document)
        ],
    )


def _choices(document: Document) -> Iterator[tuple[AskStep, Choice]]:
    for step in document.steps:
        if not isinstance(step, AskStep):
            continue
        ways = Counter(choice.next or step.next for choice in step.choices)
        # Choices that lead to one place are no branch: which of them it was is forgotten in time.
        yield from ((step, one) for one in step.choices if ways[one.next or step.next] == 1)


def _branch(step: AskStep, choice: Choice, taken: list[Taken]) -> BranchView:
    ratings = [one.rated for one in taken if one.rated is not None]
    return BranchView(
        step=step.id,
        choice=choice.value,
        label={str(language): text for language, text in choice.label.items()},
        taken=len(taken),
        finished=sum(one.status == "finished" for one in taken),
        handed_over=sum(one.status == "handed_over" for one in taken),
        rated=len(ratings),
        satisfied=sum(rating >= SATISFIED_FROM for rating in ratings),
        conversation_ids=[one.conversation_id for one in taken[:MOST_OPENED]],
    )


def _taken(tx: Tx, flow: BotFlow, since: int) -> defaultdict[Turn, list[Taken]]:
    """Return who took which turn, the newest first; who came back to a step counts as they left."""
    asked, then = aliased(BotRunStep), aliased(BotRunStep)
    turns = (
        select(BotRun.id, asked.step, then.step, BotRun.status, Conversation.id, Conversation.rated)
        .join(asked, asked.run_id == BotRun.id)
        .join(then, (then.run_id == asked.run_id) & (then.number == asked.number + 1))
        .join(Conversation, Conversation.id == BotRun.conversation_id)
        .where(
            BotRun.merchant_id == flow.merchant_id,
            BotRun.flow_id == flow.id,
            BotRun.started_at >= since,
        )
        .order_by(BotRun.started_at.desc(), BotRun.id, asked.number.desc())
        .limit(MOST_RUNS * 4)
    )
    found: defaultdict[Turn, list[Taken]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for run_id, step, following, status, conversation_id, rated in tx.session.execute(turns):
        if (run_id, step) not in seen:
            seen.add((run_id, step))
            found[step, following].append(Taken(conversation_id, status, rated))
    return found


def _steps(tx: Tx, flow: BotFlow, document: Document, since: int) -> list[StepCount]:
    mine = (
        BotRun.merchant_id == flow.merchant_id,
        BotRun.flow_id == flow.id,
        BotRun.started_at >= since,
    )
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
