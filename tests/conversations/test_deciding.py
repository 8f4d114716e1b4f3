"""The fold keeps its promises whatever happens in whatever order."""

from dataclasses import replace

import pytest

from tests.conversations.machine import AGENTS, CUSTOMER, GROUPS, WINDOW, Conversations, fresh
from tests.seeds import LONG, SEEDS, finds_a_fault, names, play
from yingda.conversations import deciding
from yingda.conversations.commands import AskHuman, Assign, Close, Post, Release
from yingda.conversations.errors import ConversationClosed
from yingda.conversations.folding import Fold
from yingda.conversations.records import (
    LegAccepted,
    LegClosed,
    LegOpened,
    NewMessage,
    TurnClosed,
    TurnOpened,
)
from yingda.conversations.states import BOT
from yingda.foundation.clock import SECOND
from yingda.foundation.ids import CountedIds

# Ten thousand steps for each seed by hand; in every run as many as a second allows.
GAMES, STEPS = (100, 100) if LONG else (6, 50)


@pytest.mark.parametrize("number", SEEDS, ids=names)
def test_r12_only_legal_steps_happen_and_each_is_on_record_once(number):
    play(Conversations, number, games=GAMES, steps=STEPS)


# ------------------------------------------------------------------ single promises, to be read


def folded(*commands, state=None, gap=1_000):
    """Fold commands one second apart; return the state and all records."""
    ids, now = CountedIds(500), 1_000
    state, records = (state, []) if state else fresh()
    for command in commands:
        state, more = deciding.decide(state, command, now, ids.new)
        records += more
        now += gap
    return state, records


def of(kind, records):
    return [record for record in records if isinstance(record, kind)]


ASK = Post(CUSTOMER, "text", {"text": "Where is it?"})
TO_CHEN = Assign(AGENTS[0], "auto", (), accepted=True)
ANSWER = Post(AGENTS[0], "text", {"text": "Here"})
TO_QUEUE = AskHuman(*GROUPS[0], "button")


def test_an_unanswered_question_is_charged_to_everyone_who_had_it():
    _, records = folded(TO_QUEUE, TO_CHEN, ASK, Release("went_offline"), Assign(AGENTS[1], "auto"))
    first, second = of(TurnOpened, records)
    (ended,) = of(TurnClosed, records)
    assert (ended.id, ended.closed_by_kind) == (first.id, None)
    assert (second.carried_from_id, second.opened_at) == (first.id, first.opened_at)


def test_the_reply_that_closes_a_turn_is_named_in_it():
    _, records = folded(TO_QUEUE, TO_CHEN, ASK, ANSWER)
    (ended,) = of(TurnClosed, records)
    reply = of(NewMessage, records)[-1]
    assert (ended.closed_seq, ended.closed_by_id) == (reply.seq, "chen")
    assert reply.turn_id == ended.id


def test_the_bot_that_does_not_know_has_not_answered():
    _, records = folded(ASK, Post(BOT, "unknown", {"code": "no_match"}))
    assert of(TurnClosed, records) == []
    _, records = folded(ASK, Post(BOT, "answer", {"text": "In the box"}))
    assert len(of(TurnClosed, records)) == 1


def test_the_bot_has_not_answered_who_wrote_again_or_wants_a_person():
    told = Post(BOT, "answer", {"text": "In the box"})
    _, records = folded(ASK, ASK, replace(told, overtaken=True))
    assert of(TurnClosed, records) == []
    _, records = folded(TO_QUEUE, ASK, told)
    assert of(TurnClosed, records) == []


def test_thanks_alone_wait_for_nobody_but_a_question_after_them_does():
    thanks = Post(CUSTOMER, "text", {"text": "谢谢"})
    state, _ = folded(TO_QUEUE, TO_CHEN, ANSWER, thanks)
    assert state.turn_is_remark
    state, _ = folded(TO_QUEUE, TO_CHEN, ANSWER, thanks, ASK)
    assert not state.turn_is_remark


def test_who_asks_for_a_person_waits_from_the_request_on():
    told = Post(BOT, "answer", {"text": "In the box"})
    state, records = folded(ASK, told, TO_QUEUE)
    asked, requested = of(TurnOpened, records)
    assert (requested.opened_at, requested.leg_id) == (3_000, None)
    assert requested.opened_seq == of(NewMessage, records)[-1].seq == asked.opened_seq + 2
    assert (state.turn_id, state.turn_is_remark) == (requested.id, False)
    _, records = folded(TO_QUEUE, TO_CHEN, ANSWER)
    (ended,) = of(TurnClosed, records)
    assert ended.closed_by_id == "chen"


def test_who_still_waits_for_an_answer_does_not_begin_to_wait_anew_by_asking_for_a_person():
    state, _ = folded(ASK, TO_QUEUE)
    assert state.turn_opened_at == 1_000


def test_who_asks_for_a_person_after_thanks_does_wait():
    state, _ = folded(Post(CUSTOMER, "text", {"text": "谢谢"}), TO_QUEUE)
    assert not state.turn_is_remark


def test_what_a_person_had_comes_back_to_people_when_it_reopens():
    state, _ = folded(TO_QUEUE, TO_CHEN, Close("staff"), ASK)
    assert (state.status, state.stage, state.last_agent_id) == ("open", "queue", "chen")
    alone = replace(ASK, somebody_there=False)
    state, _ = folded(TO_QUEUE, TO_CHEN, Close("staff"), alone)
    assert (state.status, state.stage, state.agent_id) == ("open", "bot", None)
    state, _ = folded(ASK, Close("customer"), ASK)
    assert (state.status, state.stage) == ("open", "bot")


def test_the_wait_that_counts_began_with_the_question():
    state, _ = folded(TO_QUEUE, TO_CHEN, ANSWER, ASK, Release("went_offline"))
    assert state.queued_at == 4_000  # the second the question was asked, not the release


def test_after_the_merge_window_nothing_reopens():
    state, _ = folded(ASK, Close("staff"))
    late = state.closed_at + WINDOW * SECOND + 1
    with pytest.raises(ConversationClosed):
        deciding.decide(state, ASK, late, CountedIds().new)
    on_time, _ = deciding.decide(state, ASK, late - 1, CountedIds(900).new)
    assert on_time.status == "open"


# ------------------------------------------------------------------ the checks can fail


def broken_close_leg(fold, reason):
    """Close a leg, and forget that its turn goes on."""
    state = fold.state
    if state.leg_id is not None:
        fold.records.append(LegClosed(state.leg_id, state.agent_id, fold.now, reason))
        state.leg_id = None


def broken_enter_queue(fold, group_id, group_name, reason):
    """Queue again from the end."""
    fold.state.queued_at = fold.now
    REAL["enter_queue"](fold, group_id, group_name, reason)


def broken_say(fold, post):
    """Count two for each message."""
    fold.state.last_seq += 1
    return REAL["say"](fold, post)


def broken_open_leg(fold, *args, **kwargs):
    """Open a leg beside the one that is there."""
    REAL["open_leg"](fold, *args, **kwargs)
    (leg,) = of(LegOpened, fold.records)[-1:]
    fold.records.append(replace(leg, id=fold.new_id(), number=leg.number + 1))


def broken_wait(fold, outcome):
    """Leave the queue, and tell nobody."""
    fold.state.stay_id = None


def broken_tell(fold, code, **params):
    """Do it without a word."""
    if code != "requeued":
        REAL["tell"](fold, code, **params)


def broken_end(fold, outcome):
    """Forget to close what is open."""
    fold.state.stage, fold.state.queued_at = "ended", None


def broken_acceptance(fold):
    """Accept again what is accepted."""
    fold.records.append(LegAccepted(fold.state.leg_id, fold.now))
    REAL["accept"](fold)


REAL = {name: getattr(Fold, name) for name in ("enter_queue", "say", "open_leg", "tell")}
REAL["accept"] = deciding.accept
PLANTED = {
    "close_leg": (Fold, broken_close_leg),
    "enter_queue": (Fold, broken_enter_queue),
    "say": (Fold, broken_say),
    "open_leg": (Fold, broken_open_leg),
    "leave_queue": (Fold, broken_wait),
    "tell": (Fold, broken_tell),
    "end": (Fold, broken_end),
    "accept": (deciding, broken_acceptance),
    "may_reopen": (deciding, lambda _state, _now: True),
}


@pytest.mark.parametrize("name", PLANTED)
def test_r12_a_planted_mistake_is_found(name, monkeypatch):
    where, broken = PLANTED[name]
    monkeypatch.setattr(where, name, broken)
    assert finds_a_fault(Conversations)
