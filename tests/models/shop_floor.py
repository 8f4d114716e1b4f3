"""A machine that runs a shop floor: customers, people who flap, transfers, slow reactions."""

from collections import Counter

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from yingda.conversations import service as conversation
from yingda.conversations.schemas.handling import CloseDraft, TransferDraft
from yingda.routing import watchdog
from yingda.team import queries as team_queries
from yingda.team import service as team
from yingda.team.schemas import MemberDraft, StaffChange
from yingda.team.timers import socket_closed, socket_opened

PEOPLE = st.integers(0, 3)
ANY = st.integers(0, 7)
CHANNELS = st.sampled_from(["web", "web", "mail"])
PRESENCE = st.sampled_from(["available", "available", "available", "busy", "break", "offline"])


class Unfair(AssertionError):
    """Somebody waited for nothing, or somebody was given too much."""


def insist(truth, *said):
    if not truth:
        raise Unfair(*said)


class ShopFloor(RuleBasedStateMachine):
    """Two groups, four people in one or both, a lead, and customers who come and go."""

    floor = None

    @initialize(
        capacities=st.lists(st.integers(0, 3), min_size=4, max_size=4),
        mail=st.lists(st.sampled_from([None, 0, 1]), min_size=4, max_size=4),
    )
    def opens(self, capacities, mail):
        floor = self.floor
        floor.pending.clear()
        self.tenant, self.merchant = floor.shop()
        self.groups = [floor.group(self.tenant, name) for name in ("First", "Second")]
        first, second = self.groups
        self.people = [
            floor.hire(
                self.tenant,
                groups,
                capacity=capacity,
                channel_capacity={} if limit is None else {"mail": limit},
            )
            for groups, capacity, limit in zip(
                ([first], [first], [first, second], [second]), capacities, mail, strict=True
            )
        ]
        self.lead = floor.rights(floor.staff(self.tenant, f"lead-{floor.accounts}", "lead"))
        self.talks = []
        self.given = 0

    # ------------------------------------------------------------ customers

    @rule(tier=st.sampled_from([0, 0, 0, 2, 5]), channel=CHANNELS)
    def somebody_arrives_and_asks(self, tier, channel):
        talk = self.floor.arrive(self.merchant, tier=tier, channel=channel)
        self.talks.append(talk)
        self.act(conversation.ask_human, talk, reason="button")

    @rule(which=ANY)
    def somebody_gives_up_or_is_done(self, which):
        if talk := self.talk(which):
            self.act(conversation.close, talk, CloseDraft(), self.customer(talk))

    # ------------------------------------------------------------ people who answer

    @rule(who=PEOPLE, state=PRESENCE)
    def says_where_they_are(self, who, state):
        self.act(team.set_presence, self.people[who].id, state)

    @rule(who=PEOPLE, opened=st.booleans())
    def opens_or_closes_the_desk(self, who, opened):
        self.act(socket_opened if opened else socket_closed, self.people[who].id)

    @rule(which=ANY)
    def opens_what_was_given(self, which):
        if (talk := self.talk(which)) and (owner := self.owner(talk)):
            self.act(conversation.accept, talk, owner)

    @rule(which=ANY)
    def ends_a_conversation(self, which):
        if (talk := self.talk(which)) and (owner := self.owner(talk)):
            self.act(conversation.close, talk, CloseDraft(), owner)

    @rule(who=PEOPLE, which=ANY)
    def takes_one(self, who, which):
        if talk := self.talk(which):
            self.act(conversation.take, talk, self.rights(who))

    @rule(which=ANY)
    def the_lead_takes_over(self, which):
        if talk := self.talk(which):
            self.act(conversation.take, talk, self.lead)

    @rule(which=ANY, group=st.integers(0, 1))
    def is_handed_to_a_group(self, which, group):
        if talk := self.talk(which):
            to = TransferDraft(group_id=self.groups[group].id)
            self.act(conversation.transfer, talk, to, self.lead)

    @rule(which=ANY, who=PEOPLE)
    def is_handed_to_a_colleague(self, which, who):
        if talk := self.talk(which):
            to = TransferDraft(staff_id=self.people[who].id)
            self.act(conversation.transfer, talk, to, self.lead)

    # ------------------------------------------------------------ who leads

    @rule(who=PEOPLE, capacity=st.integers(0, 4))
    def can_take_another_number(self, who, capacity):
        self.act(team.change_staff, self.people[who].id, StaffChange(capacity=capacity), self.lead)

    @rule(who=PEOPLE, open_account=st.booleans())
    def leaves_or_comes_back(self, who, open_account):
        change = StaffChange(active=open_account)
        self.act(team.change_staff, self.people[who].id, change, self.lead)

    @rule(group=st.integers(0, 1), members=st.sets(PEOPLE, max_size=4))
    def a_group_has_other_members(self, group, members):
        drafts = [MemberDraft(staff_id=self.people[who].id) for who in sorted(members)]
        self.act(team.set_members, self.groups[group].id, drafts, self.lead)

    # ------------------------------------------------------------ time, and what follows

    @rule(seconds=st.sampled_from([0.2, 1, 3, 30, 61, 1_900]))
    def time_passes(self, seconds):
        self.floor.clock.advance(seconds=seconds)

    @rule()
    def a_timer_rings(self):
        self.watched(self.floor.ring)

    @rule(which=ANY, times=st.integers(1, 4))
    def a_little_of_it_happens(self, which, times):
        for _ in range(times):
            if streams := self.floor.streams:
                self.watched(self.floor.go_on, streams[which % len(streams)])

    @rule()
    def all_of_it_happens(self):
        """Do everything that is due; then nobody may wait for nothing."""
        while self.watched(self.floor.ring) or self.floor.pending:
            while streams := self.floor.streams:
                self.watched(self.floor.go_on, streams[0])
        self.nobody_waits_for_nothing()
        self.what_is_shown_is_true()

    # ------------------------------------------------------------ what must hold

    @invariant()
    def nobody_has_two_owners(self):
        if not hasattr(self, "talks"):
            return
        held = {leg["conversation_id"]: leg["owner_id"] for leg in self.legs()}
        insist(len(held) == len(self.legs()), "two open legs", self.legs())
        for row in self.floor.conversations(self.tenant):
            owner = row["agent_id"] if row["stage"] == "human" else None
            insist(held.get(row["id"]) == owner, "another owner than the leg's", row)

    def nobody_waits_for_nothing(self):
        for row in self.waiting():
            for person in self.free_for(row):
                raise Unfair("waits while somebody is free", row["id"], person)
        neglected = self.floor.read_only(watchdog.neglected_groups)
        insist(neglected == [], "the watchdog barks at nothing", neglected)

    def what_is_shown_is_true(self):
        waiting = Counter(row["group_id"] for row in self.waiting())
        for group in self.groups:
            shown = self.floor.read_only(lambda tx, one=group: team_queries.group_by_id(tx, one.id))
            insist(shown.waiting == waiting[group.id], "a queue shows another length", group.name)
        loads = Counter(leg["owner_id"] for leg in self.legs())
        for seat in self.floor.seats(self.people):
            insist(seat["load"] == loads[seat["staff_id"]], "a seat shows another load", seat)

    def watched(self, work, *args):
        """Let something happen; whoever was given somebody by it could take them, in turn."""
        done = work(*args)
        given = self.floor.assignments(self.tenant)
        new, self.given = given[self.given :], len(given)
        if new:
            self.nobody_got_too_much(new)
            self.the_most_urgent_went_first(new)
        return done

    def nobody_got_too_much(self, new):
        loads = Counter(leg["owner_id"] for leg in self.legs())
        seats = {seat["staff_id"]: seat for seat in self.floor.seats(self.people)}
        for one in new:
            seat = seats[one["agent_id"]]
            insist(seat["presence"] == "available", "given to somebody who is away", one)
            insist(loads[one["agent_id"]] <= seat["capacity"], "more than fits", one, seat)
            insist(one["group_id"] in self.groups_of(one["agent_id"]), "of another group", one)

    def the_most_urgent_went_first(self, new):
        rows = {row["id"]: row for row in self.floor.conversations(self.tenant)}
        for one in new:
            given = rows[one["conversation_id"]]
            since = one["offered_at"] - one["waited_ms"]
            for left in self.waiting():
                same = (left["group_id"], left["channel"]) == (one["group_id"], given["channel"])
                earlier = (-left["priority"], left["queued_at"]) < (-given["priority"], since)
                insist(not (same and earlier), "somebody less urgent went first", given, left)

    # ------------------------------------------------------------ looking

    def act(self, work, *args, **kwargs):
        self.floor.attempt(work, *args, **kwargs)

    def talk(self, which):
        return self.talks[-1 - which % len(self.talks)] if self.talks else None

    def row(self, talk):
        return next(one for one in self.floor.conversations(self.tenant) if one["id"] == talk)

    def waiting(self):
        return [row for row in self.floor.conversations(self.tenant) if row["stage"] == "queue"]

    def legs(self):
        return self.floor.open_legs(self.tenant)

    def rights(self, who):
        return self.floor.rights(self.people[who])

    def owner(self, talk):
        agent_id = self.row(talk)["agent_id"]
        if agent_id == self.lead.id:
            return self.lead
        mine = [one for one in self.people if one.id == agent_id]
        return self.floor.rights(mine[0]) if mine else None

    def customer(self, talk):
        return self.floor.visitor(self.row(talk))

    def groups_of(self, staff_id):
        ids = self.floor.read_only(lambda tx: team_queries.group_ids_of(tx, [staff_id]))
        return ids[staff_id]

    def free_for(self, row):
        """Return who could take a waiting conversation, counted from the open legs."""
        channels = {one["id"]: one["channel"] for one in self.floor.conversations(self.tenant)}
        loads = Counter(leg["owner_id"] for leg in self.legs())
        here = Counter(
            leg["owner_id"]
            for leg in self.legs()
            if channels[leg["conversation_id"]] == row["channel"]
        )
        active = self.floor.active(self.people)
        for seat in self.floor.seats(self.people):
            person = seat["staff_id"]
            limit = seat["channel_capacity"].get(row["channel"])
            if (
                person in active
                and row["group_id"] in self.groups_of(person)
                and seat["presence"] == "available"
                and loads[person] < seat["capacity"]
                and (limit is None or here[person] < limit)
            ):
                yield seat
