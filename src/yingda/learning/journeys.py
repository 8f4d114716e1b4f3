"""The path of one conversation, read from its history."""

from dataclasses import replace

from sqlalchemy import select

from yingda.bot.phases.queries import phase_at
from yingda.conversations.models import Leg, QueueStay
from yingda.conversations.satisfaction import DISSATISFIED_UP_TO
from yingda.foundation.clock import Instant
from yingda.foundation.transaction import Tx
from yingda.learning.costing.spending import with_spending
from yingda.learning.following import COMES_BACK_WITHIN
from yingda.learning.history import History, Said, came_back_after, is_done
from yingda.learning.likeness import is_dissatisfied
from yingda.learning.paths import (
    BOT_LEVEL,
    EXPERT,
    EXPERT_FROM,
    SIMPLE,
    TASKS,
    Ending,
    Hop,
    Stretch,
    hops_of,
)
from yingda.quality.models import Rating
from yingda.team.models import GroupMember, SkillGroup

NO_ANSWER = frozenset({"unknown", "unanswered", "choices"})
"""After these silence is a loss, never a success; of the choices none was taken."""


def path_of(tx: Tx, history: History) -> list[Hop]:
    """Return the conversation's hops until its end, or until now."""
    levels = _levels(tx, history)
    followed = _followed(tx, history)
    stretches = [
        replace(one, policy_id=followed) if one.level < SIMPLE else one
        for one in _stretches(history, levels)
    ]
    ended_at: Instant = history.row["closed_at"] or tx.now
    if not stretches:
        return []
    hops = hops_of(stretches, ended_at, _ending(tx, history, stretches))
    return with_spending(tx, history, hops, ended_at)


def _levels(tx: Tx, history: History) -> dict[str, int]:
    """Return the level of each person's leg: experts are those whom others of the group ask.

    Nobody is one for a restricted group.
    """
    found = {}
    for leg in history.legs:
        if leg.owner_kind == "bot":
            continue
        known = select(GroupMember.level).where(
            GroupMember.group_id == leg.group_id, GroupMember.staff_id == leg.owner_id
        )
        group = None if leg.group_id is None else tx.session.get(SkillGroup, leg.group_id)
        level = 0 if group is not None and group.restricted else tx.session.scalar(known) or 0
        expert = leg.owner_kind != "agent" or level >= EXPERT_FROM
        found[leg.id] = EXPERT if expert else SIMPLE
    return found


def _followed(tx: Tx, history: History) -> str | None:
    """Return the phase whose settings the bot followed."""
    phase = phase_at(tx, history.row["merchant_id"], history.row["opened_at"])
    return None if phase is None else phase.id


def _stretches(history: History, levels: dict[str, int]) -> list[Stretch]:
    reasons = {one.at: one.reason for one in history.transfers()}
    stretches = []
    for leg in history.legs:
        level = levels.get(leg.id, BOT_LEVEL)
        reason = reasons.get(leg.joined_at, leg.join_reason) if level > BOT_LEVEL else "auto"
        stretches.append(Stretch(level, reason, leg.joined_at))
    stretches += _at_tasks(history)
    for stay in history.stays:
        level = levels.get(_taken_by(history, stay), SIMPLE)
        reason = reasons.get(stay.entered_at, stay.reason)
        stretches.append(Stretch(level, reason, stay.entered_at))
    begun = {one.entered_at for one in stretches if one.level > BOT_LEVEL}
    stretches += [Stretch(SIMPLE, reason, at) for at, reason in reasons.items() if at not in begun]
    # A bot's leg and what follows it may carry one time: the bot was first.
    return sorted(stretches, key=lambda one: (one.entered_at, one.level))


def _at_tasks(history: History) -> list[Stretch]:
    """Return when tasks began, and when the customer asked the bot something after them."""
    if not history.runs:
        return []
    tasks = [Stretch(TASKS, "task", run.started_at, done=is_done(run)) for run in history.runs]
    ends = [(run.started_at, run.ended_at or run.changed_at) for run in history.runs]
    asked = [one for one in history.said if one.is_question and one.verdict != "task"]
    return tasks + [
        Stretch(BOT_LEVEL, "auto", one.at)
        for one in asked
        if not any(begun <= one.at < ended for begun, ended in ends)
    ]


def _taken_by(history: History, stay: QueueStay) -> str:
    """Return the leg of the person who ended the wait, "" when nobody did."""
    people: list[Leg] = [leg for leg in history.legs if leg.owner_kind != "bot"]
    later = [leg for leg in people if leg.joined_at >= stay.entered_at]
    return later[0].id if later else ""


def _ending(tx: Tx, history: History, stretches: list[Stretch]) -> Ending:
    rating = tx.session.get(Rating, history.row["id"])
    if stretches[-1].level >= SIMPLE:
        return _ending_with_people(tx, history, rating)
    return _ending_with_bot(history, rating)


def _ending_with_people(tx: Tx, history: History, rating: Rating | None) -> Ending:
    """A person who closes says that it is solved; the customer's own word counts more."""
    if history.row["status"] != "closed":
        return Ending("watched")
    if not any(leg.accepted_at for leg in history.legs if leg.owner_kind != "bot"):
        return Ending("abandoned")
    if rating is not None and rating.solved:
        return Ending("resolved", "rated_solved")
    if _is_unsolved(rating):
        return Ending("abandoned")
    if came_back_after(tx, history.row, COMES_BACK_WITHIN):
        return Ending("came_back")
    return Ending("resolved", "person_closed")


def _ending_with_bot(history: History, rating: Rating | None) -> Ending:
    questions = [one for one in history.said if one.is_question]
    if not questions:
        return Ending("nothing_said")
    if rating is not None and rating.solved:
        return Ending("resolved", "rated_solved")
    if _is_unsolved(rating):
        return Ending("abandoned")
    return _ending_after(history, questions[-1])


def _ending_after(history: History, last: Said) -> Ending:
    """Return what became of the last question."""
    tasks = history.runs_since(last.at)
    if any(map(is_done, tasks)):
        return Ending("resolved", "task_done")
    if last.verdict in NO_ANSWER or any(run.status != "finished" for run in tasks):
        return Ending("abandoned")
    since = [one for one in history.said if one.seq > last.seq]
    if any(is_dissatisfied(one.text) for one in since):
        return Ending("abandoned")
    if any(one.is_thanks for one in since):
        return Ending("resolved", "thanked")
    return Ending("watched")


def _is_unsolved(rating: Rating | None) -> bool:
    """Tell whether the customer said that it was not solved, or was dissatisfied."""
    if rating is None:
        return False
    return rating.solved is False or rating.score <= DISSATISFIED_UP_TO
