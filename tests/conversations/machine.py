"""A machine that does anything to a conversation in any order, and watches what must hold."""

import copy

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from tests.conversations.naive import Story, expect
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
    LegAccepted,
    LegClosed,
    LegOpened,
    NewMessage,
    QueueEntered,
    QueueLeft,
)
from yingda.conversations.states import BOT, SYSTEM, ConversationState, Person
from yingda.foundation.clock import SECOND
from yingda.foundation.errors import Problem
from yingda.foundation.ids import CountedIds

CUSTOMER = Person("customer", "customer", "Ann")
AGENTS = [Person("agent_human", name, name.title()) for name in ("chen", "zhou", "wu")]
GROUPS = [("sales", "Sales"), ("care", "Care")]
WINDOW = 600
ASSISTED = ["agent_human", "merchant_staff", "platform_agent", "bot_assist_sent"]
SAID = ["text", "image", "file", "order", "product", "choice"]
NOBODYS = ["rule_autoreply", "broadcast"]

# What may follow what, command by command, as people would draw it; a refusal changes nothing.
LEGAL = {
    "Post": {("ended", "bot"), ("ended", "queue")},
    "AskHuman": {(one, "queue") for one in ("bot", "leave_message", "self_service")},
    "Assign": {(one, "human") for one in ("bot", "queue", "leave_message", "self_service")},
    "Accept": set(),
    "Release": {("human", "queue")},
    "Transfer": {(one, "queue") for one in ("bot", "human", "leave_message", "self_service")},
    "LeaveMessage": {(one, "leave_message") for one in ("bot", "queue", "self_service")},
    "Close": {(one, "ended") for one in ("bot", "queue", "human", "leave_message")},
}
# The event that tells everybody in the conversation that it happened; one for each time.
TOLD = {
    "AskHuman": "queued",
    "Release": "requeued",
    "Transfer": "transferred",
    "LeaveMessage": "message_left",
    "Close": "ended",
}


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
        self.was_legal(command, before, records)

    def was_legal(self, command, before, records):
        """Only drawn steps happen; each is on record once, and once in everybody's sight."""
        name, step = type(command).__name__, (before.stage, self.state.stage)
        expect(step[0] == step[1] or step in LEGAL[name], "no legal step", name, step)
        kinds = [type(one) for one in records]
        owners = before.leg_id != self.state.leg_id
        expect(kinds.count(LegOpened) == (owners and self.state.leg_id is not None), "legs", kinds)
        expect(kinds.count(LegClosed) == (owners and before.leg_id is not None), "ends", kinds)
        stays = before.stay_id != self.state.stay_id
        entered = stays and self.state.stay_id is not None
        expect(kinds.count(QueueEntered) == entered, "stays", kinds)
        expect(kinds.count(QueueLeft) == (stays and before.stay_id is not None), "waits", kinds)
        codes = [
            one.content["code"]
            for one in records
            if isinstance(one, NewMessage) and one.sender is SYSTEM
        ]
        wanted = [TOLD[name]] if name in TOLD else []
        if name == "Post" and before.status == "closed":
            wanted = ["reopened"]
        wanted += ["agent_joined"] * kinds.count(LegAccepted)
        expect(codes == wanted, "not told once", name, codes)

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
        what=st.sampled_from(["text", *SAID]),
        twice=st.booleans(),
        somebody_there=st.booleans(),
    )
    def customer_speaks(self, said, what, twice, somebody_there):
        closed = self.state.status == "closed"
        late = closed and self.now - self.state.closed_at > WINDOW * SECOND
        for _ in range(1 + twice):
            refused = ConversationClosed if late else None
            content = {"text": said} if what == "text" else {"name": "A thing"}
            post = Post(CUSTOMER, what, content, somebody_there=somebody_there)
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
    @rule(what=st.sampled_from(["text", "image", "event"]), kind=st.sampled_from(ASSISTED))
    def owner_speaks(self, what, kind):
        assume(self.state.stage == "human")
        owner = Person(kind, self.state.agent_id, self.state.agent_name)
        self.do(Post(owner, what, {"text": "Here", "code": "x"}))
        assert self.state.leg_accepted

    @precondition(lambda self: self.state.status == "open")
    @rule(kind=st.sampled_from(NOBODYS))
    def a_rule_speaks(self, kind):
        """What no person said answers nobody and changes no owner."""
        turn, leg = self.state.turn_id, self.state.leg_id
        self.do(Post(Person(kind), "text", {"text": "We are busy"}))
        assert (self.state.turn_id, self.state.leg_id) == (turn, leg)

    @rule()
    def the_system_adds_something(self):
        """An invitation to rate comes after the end, and opens nothing again."""
        stage, turn = self.state.stage, self.state.turn_id
        fold = Fold(self.state, self.now, self.ids.new)
        fold.say(Post(SYSTEM, "rating_invitation", {"code": "rate"}))
        self.state = fold.state
        self.story.hear(fold.records)
        assert (self.state.stage, self.state.turn_id) == (stage, turn)

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
