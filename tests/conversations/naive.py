"""A naive model of a conversation: lists of what the records said, looked through again each time.

It knows nothing of `deciding`; it only refuses records that contradict those before them.
"""

from dataclasses import dataclass, field

from yingda.conversations.records import (
    LegAccepted,
    LegClosed,
    LegOpened,
    NewMessage,
    QueueEntered,
    QueueLeft,
    TurnCharged,
    TurnClosed,
    TurnMeant,
    TurnOpened,
)

THANKS = {"谢谢", "ok", "👍"}
PEOPLE = {"agent_human", "merchant_staff", "platform_agent", "bot_assist_sent"}


class Contradiction(AssertionError):
    """A record contradicts what the records before it said."""


def expect(truth, *said):
    if not truth:
        raise Contradiction(*said)


def answers(message, before):
    """Tell whether nobody waits for an answer any more after this message."""
    kind, what = message.sender.kind, message.content_type
    if what == "event":
        return message.content["code"] == "ended"
    if kind == "bot_auto" and what in {"answer", "choices", "text"} and message.stage == "bot":
        newest = max([one.seq for one in before if one.sender.kind == "customer"], default=0)
        return message.content.get("to", newest) == newest
    return kind in PEOPLE


def asks(message):
    """Tell whether the customer waits for an answer from this message on, if not before."""
    kind, what = message.sender.kind, message.content_type
    return kind == "customer" or (what == "event" and message.content["code"] == "queued")


@dataclass
class Story:
    """Everything that was recorded of one conversation, in order."""

    messages: list = field(default_factory=list)
    legs: dict = field(default_factory=dict)
    turns: dict = field(default_factory=dict)
    stays: dict = field(default_factory=dict)
    ends: dict = field(default_factory=dict)  # id of leg, turn or stay -> the record that ended it
    accepted: set = field(default_factory=set)
    charged: dict = field(default_factory=dict)  # id of turn -> id of leg
    meant: set = field(default_factory=set)

    def hear(self, records):
        for record in records:
            HEARD[type(record)](self, record)

    # ------------------------------------------------------------ what is open

    def open_of(self, kind):
        return [one for key, one in getattr(self, kind).items() if key not in self.ends]

    def only(self, kind):
        found = self.open_of(kind)
        expect(len(found) <= 1, f"two open {kind}", found)
        return found[0] if found else None

    def id_of(self, kind):
        found = self.only(kind)
        return found.id if found else None

    def unanswered_since(self):
        """Return the seq of the customer's first word or request that nobody has answered."""
        since = None
        for place, message in enumerate(self.messages):
            if asks(message):
                since = since or message.seq
            elif answers(message, self.messages[:place]):
                since = None
        return since

    def only_thanked(self):
        """Tell whether all that waits for an answer is a closing remark."""
        waiting = [one for one in self.messages if one.seq >= (self.unanswered_since() or 0)]
        asked = [one for one in waiting if asks(one)]
        return all(one.content.get("text") in THANKS for one in asked)

    # ------------------------------------------------------------ hearing

    def message(self, record):
        expect(record.seq == len(self.messages) + 1, "a gap in seq", record)
        expect(
            record.leg_id == self.id_of("legs"), "said in a leg that is not the open one", record
        )
        expect(record.turn_id is None or record.turn_id in self.turns, "unknown turn", record)
        self.messages.append(record)

    def leg(self, record):
        expect(self.only("legs") is None, "a second open leg", record)
        expect(record.number == len(self.legs) + 1, "legs are not numbered", record)
        self.legs[record.id] = record
        if record.accepted_at is not None:
            self.accepted.add(record.id)

    def acceptance(self, record):
        expect(record.id == self.id_of("legs"), "accepted a leg that is not open", record)
        expect(record.id not in self.accepted, "accepted twice", record)
        self.accepted.add(record.id)

    def end_of(self, kind):
        def end(self, record):
            expect(record.id in getattr(self, kind), f"ended an unknown one of {kind}", record)
            expect(record.id not in self.ends, f"ended one of {kind} twice", record)
            self.ends[record.id] = record

        return end

    def turn(self, record):
        expect(self.only("turns") is None, "a second open turn", record)
        leg = self.id_of("legs")
        expect(record.leg_id == leg, "a turn of another leg than the open one", record)
        expect((record.charged_at is None) == (leg is None), "charged without an owner", record)
        if record.carried_from_id is not None:
            former = self.ends.get(record.carried_from_id)
            expect(former is not None, "carried on a turn that is still open", record)
            expect(former.closed_by_kind is None, "carried on an answered turn", record)
            expect(
                self.turns[record.carried_from_id].opened_at == record.opened_at,
                "the wait began anew",
                record,
            )
        self.turns[record.id] = record
        if leg is not None:
            self.charged[record.id] = leg

    def charge(self, record):
        expect(record.id == self.id_of("turns"), "charged a turn that is not open", record)
        expect(record.id not in self.charged, "charged to a second leg", record)
        expect(record.leg_id == self.id_of("legs"), "charged to a leg that is not open", record)
        self.charged[record.id] = record.leg_id

    def meaning(self, record):
        expect(record.id == self.id_of("turns"), "a closed turn changed its meaning", record)
        self.meant.add(record.id)

    def stay(self, record):
        expect(self.only("stays") is None, "waits in two queues", record)
        expect(record.waiting_since <= record.entered_at, "waits since the future", record)
        self.stays[record.id] = record


HEARD = {
    NewMessage: Story.message,
    LegOpened: Story.leg,
    LegAccepted: Story.acceptance,
    LegClosed: Story.end_of(None, "legs"),
    TurnOpened: Story.turn,
    TurnCharged: Story.charge,
    TurnMeant: Story.meaning,
    TurnClosed: Story.end_of(None, "turns"),
    QueueEntered: Story.stay,
    QueueLeft: Story.end_of(None, "stays"),
}
