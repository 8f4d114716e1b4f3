"""The fold keeps its promises whatever happens in whatever order."""

import copy
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.conversations.naive import Contradiction, Story
from yingda.conversations import deciding
from yingda.conversations.commands import (
    Accept,
    AskHuman,
    Assign,
    Close,
    LeaveMessage,
    Post,
    Release,
    Transfer,
)
from yingda.conversations.errors import ConversationClosed, NothingToDo, Taken
from yingda.conversations.folding import Fold
from yingda.conversations.records import (
    LegClosed,
    LegOpened,
    NewMessage,
    QueueEntered,
    TurnClosed,
    TurnOpened,
)
from yingda.conversations.states import BOT, ConversationState, Person
from yingda.foundation.clock import SECOND
from yingda.foundation.errors import Problem
from yingda.foundation.ids import CountedIds

CUSTOMER = Person("customer", "customer", "Ann")
AGENTS = [Person("agent_human", name, name.title()) for name in ("chen", "zhou", "wu")]
GROUPS = [("sales", "Sales"), ("care", "Care")]
WINDOW = 600


def fresh(stage="bot"):
    state = ConversationState(
        id="c",
        tenant_id="t",
        merchant_id="m",
        thread_id="h",
        customer_id="customer",
        channel="web",
        merge_window_seconds=WINDOW,
        opened_at=0,
        stage=stage,
    )
    return deciding.open_new(state, 0, CountedIds().new)


class Conversations(RuleBasedStateMachine):
    """Does anything in any order, and compares with the naive story after each step."""

    def __init__(self):
        super().__init__()
        self.now = 1_000
        self.ids = CountedIds(1_000)
        self.story = Story()
        self.place = None  # since when the customer has waited, as far as the queue goes

    @initialize()
    def begin(self):
        self.state, records = fresh()
        self.story.hear(records)

    def do(self, command, *, refused_by=None):
        before = copy.deepcopy(self.state)
        try:
            after, records = deciding.decide(self.state, command, self.now, self.ids.new)
        except Problem as problem:
            refusal = type(problem)
        else:
            refusal = None
        assert refusal is refused_by, (command, before)
        assert self.state == before, "decide changed the state it was given"
        if refusal is not None:
            return
        self.state = after
        self.story.hear(records)
        self.keep_place(before, records)

    def keep_place(self, before, records):
        """The place is the first moment of the present wait; acceptance or an end ends it."""
        entered = [record for record in records if isinstance(record, QueueEntered)]
        if entered:
            if self.place is not None and before.status == "open":
                assert entered[-1].waiting_since <= self.place, "lost the place in the queue"
            self.place = entered[-1].waiting_since
        if self.state.queued_at is None:
            self.place = None

    # ------------------------------------------------------------ what can happen

    @rule(seconds=st.sampled_from([0, 1, 59, WINDOW, WINDOW + 1]))
    def time_passes(self, seconds):
        self.now += seconds * SECOND

    @rule(
        said=st.sampled_from(["Where is it?", "谢谢", "ok", "👍", "And now"]),
        twice=st.booleans(),
        somebody_there=st.booleans(),
    )
    def customer_speaks(self, said, twice, somebody_there):
        closed = self.state.status == "closed"
        late = closed and self.now - self.state.closed_at > WINDOW * SECOND
        for _ in range(1 + twice):
            refused = ConversationClosed if late else None
            post = Post(CUSTOMER, "text", {"text": said}, somebody_there=somebody_there)
            self.do(post, refused_by=refused)
            if closed and not late and not somebody_there:
                assert self.state.stage == "bot"

    @precondition(lambda self: self.state.status == "open")
    @rule(what=st.sampled_from(["answer", "choices", "unknown", "text"]), number=st.integers(1, 2))
    def bot_speaks(self, what, number):
        """The bot answers what the customer said last, or the message before it."""
        said = [one.seq for one in self.story.messages if one.sender.kind == "customer"]
        to = said[-min(number, len(said))] if said else 0
        overtaken = any(seq > to for seq in said)
        content = {"text": "…", "code": "x", "to": to}
        self.do(Post(BOT, what, content, overtaken=overtaken))

    @precondition(lambda self: self.state.status == "open")
    @rule(what=st.sampled_from(["text", "image", "event"]))
    def owner_speaks(self, what):
        assume(self.state.stage == "human")
        owner = Person("agent_human", self.state.agent_id, self.state.agent_name)
        self.do(Post(owner, what, {"text": "Here", "code": "x"}))
        assert self.state.leg_accepted

    @rule(agent=st.sampled_from(AGENTS))
    def staff_speaks_after_the_end(self, agent):
        assume(self.state.status == "closed")
        self.do(Post(agent, "text", {"text": "One more"}), refused_by=ConversationClosed)

    @rule(group=st.sampled_from(GROUPS), priority=st.integers(0, 5))
    def asks_for_a_person(self, group, priority):
        refused = None
        if self.state.status == "closed":
            refused = ConversationClosed
        elif self.state.stage in {"queue", "human"}:
            refused = NothingToDo
        self.do(AskHuman(*group, "button", priority), refused_by=refused)

    @rule(
        agent=st.sampled_from(AGENTS),
        reason=st.sampled_from(["auto", "manual", "takeover", "transfer_in"]),
        group=st.sampled_from([(None, None), *GROUPS]),
        accepted=st.booleans(),
    )
    def is_assigned(self, agent, reason, group, accepted):
        state = self.state
        refused = None
        if state.status == "closed":
            refused = ConversationClosed
        elif state.stage == "human" and (
            state.agent_id == agent.id or reason not in {"takeover", "transfer_in"}
        ):
            refused = Taken
        self.do(Assign(agent, reason, (), *group, accepted), refused_by=refused)

    @rule(agent=st.sampled_from(AGENTS))
    def is_accepted(self, agent):
        theirs = self.state.stage == "human" and self.state.agent_id == agent.id
        self.do(Accept(agent.id), refused_by=None if theirs else Taken)

    @rule(reason=st.sampled_from(["went_offline", "timeout_transfer"]))
    def is_released(self, reason):
        possible = self.state.stage == "human" and self.state.group_id is not None
        self.do(Release(reason), refused_by=None if possible else NothingToDo)

    @rule(group=st.sampled_from(GROUPS), by=st.sampled_from(AGENTS))
    def is_transferred(self, group, by):
        closed = self.state.status == "closed"
        self.do(Transfer(*group, by), refused_by=ConversationClosed if closed else None)

    @rule()
    def leaves_a_message(self):
        refused = None
        if self.state.status == "closed":
            refused = ConversationClosed
        elif self.state.stage == "human":
            refused = NothingToDo
        self.do(LeaveMessage("Call me", "a@example.com", CUSTOMER), refused_by=refused)

    @rule(by=st.sampled_from(["customer", "staff", "timeout"]))
    def is_closed(self, by):
        closed = self.state.status == "closed"
        self.do(Close(by), refused_by=ConversationClosed if closed else None)

    # ------------------------------------------------------------ what must hold

    @invariant()
    def counts_and_owners_agree_with_the_records(self):
        state, story = self.state, self.story
        assert state.last_seq == len(story.messages)
        assert state.leg_count == len(story.legs)
        assert state.leg_id == story.id_of("legs")
        assert state.turn_id == story.id_of("turns")
        assert state.stay_id == story.id_of("stays")
        if state.leg_id is not None:
            assert state.leg_accepted == (state.leg_id in story.accepted)

    @invariant()
    def the_stage_says_who_has_it(self):
        state, leg = self.state, self.story.only("legs")
        assert (state.status == "closed") == (state.stage == "ended")
        assert (state.stay_id is not None) == (state.stage == "queue")
        assert (leg is not None) == (state.stage in {"bot", "human"})
        if state.stage == "human":
            assert (leg.owner_kind, leg.owner_id) == ("agent", state.agent_id)
        if state.stage == "bot":
            assert leg.owner_kind == "bot"
        if state.stage == "ended":
            assert state.turn_id is None

    @invariant()
    def an_open_turn_is_the_first_thing_nobody_answered(self):
        assert self.state.turn_opened_seq == self.story.unanswered_since()

    @invariant()
    def an_open_turn_is_a_remark_while_nothing_was_asked(self):
        if self.state.turn_id is not None:
            assert self.state.turn_is_remark == self.story.only_thanked()

    @invariant()
    def an_open_turn_is_charged_to_the_open_leg(self):
        turn = self.state.turn_id
        if turn is not None:
            assert self.story.charged.get(turn) == self.state.leg_id

    @invariant()
    def nobody_waits_without_a_place(self):
        if self.state.stage == "queue":
            assert self.state.queued_at is not None
            assert self.state.queued_at <= self.now
            assert self.state.queued_at == self.story.only("stays").waiting_since

    @invariant()
    def read_marks_stay_inside(self):
        assert 0 <= self.state.customer_read_seq <= self.state.last_seq
        assert 0 <= self.state.staff_read_seq <= self.state.last_seq


TestConversations = Conversations.TestCase
TestConversations.settings = settings(
    max_examples=80,
    stateful_step_count=40,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


# ------------------------------------------------------------------ single promises, to be read


def play(*commands, state=None, gap=1_000):
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
    _, records = play(TO_QUEUE, TO_CHEN, ASK, Release("went_offline"), Assign(AGENTS[1], "auto"))
    first, second = of(TurnOpened, records)
    (ended,) = of(TurnClosed, records)
    assert (ended.id, ended.closed_by_kind) == (first.id, None)
    assert (second.carried_from_id, second.opened_at) == (first.id, first.opened_at)


def test_the_reply_that_closes_a_turn_is_named_in_it():
    _, records = play(TO_QUEUE, TO_CHEN, ASK, ANSWER)
    (ended,) = of(TurnClosed, records)
    reply = of(NewMessage, records)[-1]
    assert (ended.closed_seq, ended.closed_by_id) == (reply.seq, "chen")
    assert reply.turn_id == ended.id


def test_the_bot_that_does_not_know_has_not_answered():
    _, records = play(ASK, Post(BOT, "unknown", {"code": "no_match"}))
    assert of(TurnClosed, records) == []
    _, records = play(ASK, Post(BOT, "answer", {"text": "In the box"}))
    assert len(of(TurnClosed, records)) == 1


def test_the_bot_has_not_answered_who_wrote_again_or_wants_a_person():
    told = Post(BOT, "answer", {"text": "In the box"})
    _, records = play(ASK, ASK, replace(told, overtaken=True))
    assert of(TurnClosed, records) == []
    _, records = play(TO_QUEUE, ASK, told)
    assert of(TurnClosed, records) == []


def test_thanks_alone_wait_for_nobody_but_a_question_after_them_does():
    thanks = Post(CUSTOMER, "text", {"text": "谢谢"})
    state, _ = play(TO_QUEUE, TO_CHEN, ANSWER, thanks)
    assert state.turn_is_remark
    state, _ = play(TO_QUEUE, TO_CHEN, ANSWER, thanks, ASK)
    assert not state.turn_is_remark


def test_who_asks_for_a_person_waits_from_the_request_on():
    told = Post(BOT, "answer", {"text": "In the box"})
    state, records = play(ASK, told, TO_QUEUE)
    asked, requested = of(TurnOpened, records)
    assert (requested.opened_at, requested.leg_id) == (3_000, None)
    assert requested.opened_seq == of(NewMessage, records)[-1].seq == asked.opened_seq + 2
    assert (state.turn_id, state.turn_is_remark) == (requested.id, False)
    _, records = play(TO_QUEUE, TO_CHEN, ANSWER)
    (ended,) = of(TurnClosed, records)
    assert ended.closed_by_id == "chen"


def test_who_still_waits_for_an_answer_does_not_begin_to_wait_anew_by_asking_for_a_person():
    state, _ = play(ASK, TO_QUEUE)
    assert state.turn_opened_at == 1_000


def test_who_asks_for_a_person_after_thanks_does_wait():
    state, _ = play(Post(CUSTOMER, "text", {"text": "谢谢"}), TO_QUEUE)
    assert not state.turn_is_remark


def test_what_a_person_had_comes_back_to_people_when_it_reopens():
    state, _ = play(TO_QUEUE, TO_CHEN, Close("staff"), ASK)
    assert (state.status, state.stage, state.last_agent_id) == ("open", "queue", "chen")
    alone = replace(ASK, somebody_there=False)
    state, _ = play(TO_QUEUE, TO_CHEN, Close("staff"), alone)
    assert (state.status, state.stage, state.agent_id) == ("open", "bot", None)
    state, _ = play(ASK, Close("customer"), ASK)
    assert (state.status, state.stage) == ("open", "bot")


def test_the_wait_that_counts_began_with_the_question():
    state, _ = play(TO_QUEUE, TO_CHEN, ANSWER, ASK, Release("went_offline"))
    assert state.queued_at == 4_000  # the second the question was asked, not the release


def test_after_the_merge_window_nothing_reopens():
    state, _ = play(ASK, Close("staff"))
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


QUICK = settings(
    max_examples=100,
    stateful_step_count=20,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    derandomize=True,
    database=None,
)
REAL = {name: getattr(Fold, name) for name in ("enter_queue", "say", "open_leg")}
PLANTED = {
    "close_leg": broken_close_leg,
    "enter_queue": broken_enter_queue,
    "say": broken_say,
    "open_leg": broken_open_leg,
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_found(name, monkeypatch):
    monkeypatch.setattr(Fold, name, PLANTED[name])
    with pytest.raises((AssertionError, Contradiction)):
        run_state_machine_as_test(Conversations, settings=QUICK)
