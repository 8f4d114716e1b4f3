"""A shop floor in virtual time: real services on a real database, reactions done one at a time.

A fact's reactions wait in a list, as they wait in the outbox; a test says which stream goes on, so
that the slowest relay there could be is played too. Nothing is caught: a reaction that raises is a
fault, because the relay would try it again seconds later while a customer waits.
"""

from types import SimpleNamespace

from sqlalchemy import select

import yingda.app.tables  # noqa: F401 - the tables of every capability
from tests.fixtures.server import story_without
from tests.house import House
from yingda.app.story import TIMERS
from yingda.conversations import service as conversation
from yingda.conversations.models import Conversation, Leg
from yingda.customers.service import recognise
from yingda.foundation import timers
from yingda.foundation.errors import Problem
from yingda.foundation.runtime import visitor
from yingda.merchants.queries import merchant_by_id
from yingda.routing.models import Assignment
from yingda.team import queries as team_queries
from yingda.team import service as team
from yingda.team.models import Seat, Staff
from yingda.team.schemas import GroupDraft

STORY = story_without("bot.", "helpcenter.", "learning.")


# No other system listens here: what webhooks send changes nothing on the floor.
NOBODY_LISTENS = SimpleNamespace(says=lambda _question: False)


class Floor(House):
    """A house whose facts have consequences, when somebody lets them happen."""

    def __init__(self, url, folder):
        super().__init__(url, folder)
        self.pending = []  # (stream, reaction's name, fact), in the order stated
        self.accounts = 0

    # ------------------------------------------------------------ facts and what follows

    def act(self, work, *args, **kwargs):
        """Do something in a transaction; what follows from it waits."""
        done = self.write(work, *args, **kwargs)
        self.pending += [
            (fact.stream(), name, fact)
            for fact in self.events
            for name in STORY.reactions_for(fact, NOBODY_LISTENS)
        ]
        return done

    def attempt(self, work, *args, **kwargs):
        """Do what a person asks, who may be refused; return whether it was done."""
        try:
            self.act(work, *args, **kwargs)
        except Problem:
            return False
        return True

    @property
    def streams(self):
        return list(dict.fromkeys(stream for stream, _, _ in self.pending))

    def go_on(self, stream):
        """Do the next reaction of a stream."""
        place = next(at for at, one in enumerate(self.pending) if one[0] == stream)
        _, name, fact = self.pending.pop(place)
        self.act(STORY.reaction(fact.kind(), name), fact)

    def ring(self):
        """Fire one timer that is due; return whether there was one."""
        due = self.read(timers.due, 1)
        for timer in due:
            self.act(timers.fire, timer, TIMERS[timer.kind])
        return bool(due)

    # ------------------------------------------------------------ people

    def shop(self):
        """Return a tenant of its own with its shop; nothing of it is known to any other."""
        self.accounts += 1
        tenant, merchant = self.tenant(f"Shop {self.accounts}", f"shop-{self.accounts}")
        return tenant, merchant

    def hire(self, tenant, groups, **seat):
        self.accounts += 1
        staff = self.staff(tenant, f"person-{self.accounts}", **seat)

        def join(tx):
            for group in groups:
                team.join_group(tx, team_queries.group_by_id(tx, group.id), staff.id, 3)

        self.act(join)
        return staff

    def group(self, tenant, name):
        return self.write(team.found_group, tenant.id, GroupDraft(name=name))

    def arrive(self, merchant, *, tier=0, channel="web"):
        """Let somebody new begin a conversation; return its id and who they are."""
        self.accounts += 1

        def begin(tx):
            shop = merchant_by_id(tx, merchant.id)
            customer = recognise(tx, shop, "visitor", f"browser-{self.accounts}")
            customer.tier = tier
            tx.flush()
            row = conversation.resume_or_open(tx, shop, customer, channel=channel, language="en")
            return row["id"]

        return self.act(begin)

    # ------------------------------------------------------------ what is stored

    def rows(self, table, *where):
        def look(tx):
            columns = table.__table__
            found = tx.connection.execute(select(columns).where(*where)).mappings()
            return [dict(row) for row in found]

        return self.read_only(look)

    def read_only(self, work):
        """Look without disturbing what was heard last."""
        heard = self.events
        found = self.write(work)
        self.events = heard
        return found

    def open_legs(self, tenant):
        return self.rows(
            Leg,
            Leg.tenant_id == tenant.id,
            Leg.left_at.is_(None),
            Leg.owner_kind != "bot",
        )

    def conversations(self, tenant):
        return self.rows(Conversation, Conversation.tenant_id == tenant.id)

    def seats(self, staff):
        return self.rows(Seat, Seat.staff_id.in_([one.id for one in staff]))

    def active(self, staff):
        known = self.rows(Staff, Staff.id.in_([one.id for one in staff]), Staff.active)
        return {one["id"] for one in known}

    def visitor(self, row):
        return visitor(row["tenant_id"], row["merchant_id"], row["customer_id"], "Somebody")

    def assignments(self, tenant):
        return self.rows(Assignment, Assignment.tenant_id == tenant.id)
