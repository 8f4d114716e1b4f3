"""A message comes while tasks are possible: whether one takes it, and what it does with it.

`turn_for` thinks on a snapshot, beside the writer; `take` does it inside, and looks again at what
may have changed since.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from yingda.bot.engine import Answer, Choices, Pleasantry, Verdict
from yingda.bot.flows import queries, running
from yingda.bot.flows.calling import is_sent
from yingda.bot.flows.documents import asks_consent
from yingda.bot.flows.hearing import order_named
from yingda.bot.flows.models import BotRun
from yingda.bot.flows.moves import Begin, Failed, Input, Picked, Said, World
from yingda.bot.flows.slots import leaves
from yingda.bot.flows.stepping import advance, is_open_question
from yingda.bot.flows.triggering import NEAR, nearness
from yingda.bot.small_talk import heard_in, is_talked_to_us
from yingda.bot.wishes import wants_human
from yingda.conversations import service as conversation
from yingda.conversations.events import MessagePosted
from yingda.conversations.models import Row
from yingda.conversations.queries.access import conversation_by_id
from yingda.foundation.db import Tx
from yingda.foundation.words import say
from yingda.merchants.models import Language

CERTAIN = 1.0
SURE = 0.85


@dataclass(frozen=True, slots=True)
class Start:
    """A task is asked for."""

    flow_id: str
    version: int
    language: Language


@dataclass(frozen=True, slots=True)
class Step:
    """The task under way takes the message; `run_id` and `step` are what was tapped on."""

    came: Input
    language: Language
    run_id: str | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """The customer does not want to go on."""

    language: Language


@dataclass(frozen=True, slots=True)
class Aside:
    """Something else was asked: it is answered, and then the task asks again."""

    language: Language


Taking = Start | Step | Stop
Turn = Taking | Aside


def turn_for(
    tx: Tx, event: MessagePosted, language: Language, think: Callable[[], Verdict]
) -> Turn | None:
    """Return what self-service does about a message, None when it is not its business."""
    message = event.message
    content = message.content
    if message.content_type == "step":
        tapped = {name: str(content.get(name, "")) for name in ("value", "run_id", "step")}
        return Step(Picked(tapped["value"]), language, tapped["run_id"], tapped["step"])
    run = queries.run_under_way(tx, event.conversation_id)
    text = str(content.get("text", "")) if message.content_type == "text" else ""
    if wants_human(text):
        return None  # whatever is under way, a person is asked; see `leave`
    if run is None and message.content_type == "choice":
        asked = _by_entry(queries.live_triggers(tx, event.merchant_id), think())
        return None if asked is None else Start(*asked, language)
    if run is None:
        return _started(tx, event, text, language, think) if text else None
    if message.content_type == "order":
        return Step(Picked(str(content.get("order_id", ""))), language)
    if not text:
        return Aside(language)
    if leaves(text):
        return Stop(language)
    return _answered(tx, event, run, text, language, think)


def _answered(
    tx: Tx,
    event: MessagePosted,
    run: BotRun,
    text: str,
    language: Language,
    think: Callable[[], Verdict],
) -> Turn:
    """A task is under way: the text answers it, asks for another, asks something else, or fails."""
    other = _asked_for(tx, event, text)
    start = Start(*other, language) if other is not None and other[0] != run.flow_id else None
    step = Step(Said(text), language)
    if run.status == "calling":  # what else is wanted need not wait for the shop's system
        return start or (Aside(language) if isinstance(think(), Answer) else step)
    document = queries.document_of(tx, run.flow_id, run.version)
    world = queries.world_of(
        tx, event.conversation_id, event.merchant_id, event.customer_id, language
    )
    state = queries.state_of(run)
    understood = advance(document, state, Said(text), world).understood
    is_open = is_open_question(document, state)
    if understood and not (is_open and (_is_question(think()) or is_talked_to_us(text))):
        return step
    if start is not None:
        return start
    if heard_in(text, think()) is not None:
        return Aside(language)  # small talk is no failed answer
    return Aside(language) if isinstance(think(), Answer | Choices | Pleasantry) else step


def _is_question(verdict: Verdict) -> bool:
    return isinstance(verdict, Answer) and verdict.confidence >= SURE


def _started(
    tx: Tx, event: MessagePosted, text: str, language: Language, think: Callable[[], Verdict]
) -> Start | None:
    asked = task_asked_for(tx, event.merchant_id, text, think)
    return None if asked is None else Start(*asked, language)


def task_asked_for(
    tx: Tx, merchant_id: str, text: str, think: Callable[[], Verdict]
) -> tuple[str, int] | None:
    """Return the live task that a text asks for, with its version, None when it asks for none."""
    live = queries.live_triggers(tx, merchant_id)
    if not live:
        return None
    near, flow_id, version = _nearest(live, text)
    if near >= NEAR:
        verdict = think()
        known = isinstance(verdict, Answer) and verdict.confidence >= CERTAIN
        if near >= CERTAIN or not known:
            return flow_id, version
    return _by_entry(live, think())


def _by_entry(live: Sequence[Any], verdict: Verdict) -> tuple[str, int] | None:
    if isinstance(verdict, Answer):
        for flow_id, version, triggers in live:
            if verdict.entry_id in triggers["entry_ids"]:
                return flow_id, version
    return None


def _asked_for(tx: Tx, event: MessagePosted, text: str) -> tuple[str, int] | None:
    live = queries.live_triggers(tx, event.merchant_id)
    near, flow_id, version = _nearest(live, text)
    return (flow_id, version) if near >= NEAR else None


def _nearest(live: Sequence[Any], text: str) -> tuple[float, str, int]:
    found = ((nearness(text, one[2]["phrases"]), one[0], one[1]) for one in live)
    return max(found, key=lambda one: one[0], default=(0.0, "", 0))


# ------------------------------------------------------------------ doing it


@dataclass(frozen=True, slots=True)
class Taken:
    """What was done: what was said, why a person is asked now, if one is, and what was begun."""

    said: Sequence[str]
    handed_over: bool = False
    reason: str | None = None
    begun_run_id: str | None = None


def take(tx: Tx, event: MessagePosted, turn: Taking) -> Taken:
    """Let the task have the message; the conversation is with the bot, which the caller knows."""
    row = conversation_by_id(tx, event.conversation_id)
    assert row is not None
    world = queries.world_of(
        tx, event.conversation_id, event.merchant_id, event.customer_id, turn.language
    )
    seq = event.message.seq
    if isinstance(turn, Start):
        world = _speaking_of(world, str(event.message.content.get("text", "")))
        run = running.begin(tx, row, turn.flow_id, turn.version, world)
        taken = _taken(running.go_on(tx, run, Begin(), world, seq), run)
        return replace(taken, begun_run_id=run.id)
    run_now = queries.run_under_way(tx, event.conversation_id, hold=True)
    if run_now is None:
        return Taken(_say(tx, row, turn.language, "over"))
    if isinstance(turn, Stop):
        return Taken(_stop(tx, row, run_now, turn.language))
    if turn.run_id is not None and (turn.run_id, turn.step) != (run_now.id, run_now.step):
        said = _say(tx, row, turn.language, "done_before")
        return _taken([*said, *running.ask_again(tx, run_now, world)], run_now)
    if _is_too_early(tx, run_now, seq):
        return _taken(running.ask_again(tx, run_now, world), run_now)
    return _taken(running.go_on(tx, run_now, turn.came, world, seq), run_now)


def _is_too_early(tx: Tx, run: BotRun, seq: int) -> bool:
    """Tell whether a message cannot be the consent asked for: it was sent before the question."""
    step = queries.document_of(tx, run.flow_id, run.version).step(run.step)
    return seq < run.asked_seq and asks_consent(step)


def after_aside(tx: Tx, event: MessagePosted, language: Language) -> None:
    """Ask again what the task waits for, after something else was answered."""
    row = conversation_by_id(tx, event.conversation_id)
    run = queries.run_under_way(tx, event.conversation_id, hold=True)
    if row is None or row["stage"] != "bot" or run is None or run.status != "running":
        return
    world = queries.world_of(
        tx, event.conversation_id, event.merchant_id, event.customer_id, language
    )
    running.ask_again(tx, run, world)


def call_ended(tx: Tx, run_id: str, came: Input) -> None:
    """Go on after an action, if the task still waits for it and nobody has taken over."""
    run = queries.run_by_id(tx, run_id)
    if run is None or run.status not in queries.NOT_ENDED:
        return
    row = conversation_by_id(tx, run.conversation_id)
    if row is None or row["stage"] != "bot" or row["status"] != "open":
        running.hand_on(tx, run, "taken_over")
        return
    language = cast("Language", run.language)
    world = queries.world_of(tx, run.conversation_id, run.merchant_id, row["customer_id"], language)
    running.go_on(tx, run, came, world)


def leave(tx: Tx, conversation_id: str, reason: str, *, to_people: bool) -> None:
    """End everything the customer is at: a person goes on with it, or nobody does."""
    for run in queries.runs_not_ended(tx, conversation_id):
        (running.hand_on if to_people else running.abandon)(tx, run, reason)


def failed(problem: str) -> Input:
    """Return what a flow hears of an action that failed."""
    return Failed(problem)


def _stop(tx: Tx, row: Row, run: BotRun, language: Language) -> list[str]:
    """Stop, unless the shop's system may already be doing what the customer no longer wants."""
    if run.status == "calling" and is_sent(tx, run.id):
        return _say(tx, row, language, "too_late")
    running.abandon(tx, run, "customer_left")
    return _say(tx, row, language, "left")


def _taken(said: Sequence[str], run: BotRun) -> Taken:
    over = run.status == "handed_over"
    return Taken(said, over, run.reason if over else None)


def _say(tx: Tx, row: Row, language: Language, what: str) -> list[str]:
    content = {"text": say(language, f"bot.flow.{what}")}
    message = conversation.say(tx, row["id"], content_type="text", content=content)
    return [] if message is None else [message.id]


def _speaking_of(world: World, text: str) -> World:
    """Remember an order that is named in the very words that start a task."""
    named = order_named(text, world.orders)
    return world if named is None else world.speaking_of(str(named["id"]))
