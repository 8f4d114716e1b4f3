"""A machine of one person's desks: tabs at two servers, restarts, timers late or in time.

The oracle is a list of when the last tab went away; it knows nothing of rows and timers.
"""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from yingda.conversations import service as conversation
from yingda.team import service as team
from yingda.team.timers import server_restarted, socket_closed, socket_opened

GRACE = 60_000
SERVERS = st.sampled_from(["a", "b"])


class Desk(RuleBasedStateMachine):
    """Somebody with a customer, whose tabs come and go."""

    floor = None

    @initialize()
    def begins(self):
        floor = self.floor
        floor.pending.clear()
        tenant, self.merchant = floor.shop()
        self.tenant = tenant
        self.person = floor.hire(tenant, [floor.group(tenant, "First")], capacity=3)
        self.rights = floor.rights(self.person)
        self.tabs = {"a": 0, "b": 0}
        self.state, self.gone_since, self.held = "offline", None, True
        talk = floor.arrive(self.merchant)
        floor.act(conversation.ask_human, talk, reason="button")
        self.talk = talk
        self.what_follows()

    # ------------------------------------------------------------ what happens

    @rule(server=SERVERS)
    def a_tab_opens(self, server):
        self.floor.act(socket_opened, self.person.id, server)
        self.tabs[server] += 1
        self.gone_since = None
        self.what_follows()

    @rule(server=SERVERS)
    def a_tab_goes_away(self, server):
        if self.tabs[server]:
            self.floor.act(socket_closed, self.person.id, server)
            self.tabs[server] -= 1
            self.doubted()
            self.what_follows()

    @rule(server=SERVERS)
    def a_server_restarts(self, server):
        self.floor.act(server_restarted, server)
        self.tabs[server] = 0
        self.doubted()
        self.what_follows()

    @rule(state=st.sampled_from(["available", "available", "busy", "break", "offline"]))
    def says_where_they_are(self, state):
        self.floor.act(team.set_own_presence, state, None, self.rights)
        self.state = state
        self.doubted()
        self.what_follows()

    @rule(seconds=st.sampled_from([1, 20, 58, 59, 60, 61, 600]), on_time=st.booleans())
    def time_passes(self, seconds, on_time):
        """Second by second around the end of the grace, or all at once after an outage."""
        self.floor.clock.advance(seconds=seconds)
        if on_time:
            self.what_follows()

    # ------------------------------------------------------------ what is expected

    def doubted(self):
        """Without a tab the grace begins, and anew whenever the person says something."""
        if any(self.tabs.values()):
            return
        self.gone_since = None if self.state == "offline" else self.floor.clock.now()

    def what_follows(self):
        now = self.floor.clock.now()
        if self.gone_since is not None and now - self.gone_since >= GRACE:
            self.state, self.gone_since = "offline", None
        while self.floor.ring() or self.floor.pending:
            while streams := self.floor.streams:
                self.floor.go_on(streams[0])
        self.opens_what_was_given()
        self.as_expected()

    def opens_what_was_given(self):
        if self.row()["stage"] == "human" and not self.row()["leg_accepted"]:
            self.floor.act(conversation.accept, self.talk, self.rights)
            while streams := self.floor.streams:
                self.floor.go_on(streams[0])

    def as_expected(self):
        (seat,) = self.floor.seats([self.person])
        assert seat["presence"] == self.state
        served = self.row()["stage"] == "human"
        if self.state == "offline":
            assert not served, "somebody who is gone still has the customer"
        elif self.state == "available":
            assert served, "the customer came back to the queue too early, or waits for nothing"

    @invariant()
    def nobody_loses_a_customer_while_they_are_there(self):
        """Between two moments nothing happens by itself."""
        if hasattr(self, "talk"):
            legs = self.floor.open_legs(self.tenant)
            assert len(legs) == (self.row()["stage"] == "human")

    def row(self):
        return next(one for one in self.floor.conversations(self.tenant) if one["id"] == self.talk)
