"""The figures once more, in plain Python, slowly, from what was said and by whom, without turns.

It reads messages, legs, ratings and customers, and works out every wait anew.
"""

from dataclasses import dataclass, field

from sqlalchemy import select

from yingda.conversations.models import Conversation, Leg, Message, QueueStay
from yingda.conversations.remarks import is_closing_remark
from yingda.customers.models import Customer
from yingda.quality.models import Rating

FOREVER = 10**18
SAID = {"text", "image", "file", "order", "product", "choice"}
PEOPLE = {"agent_human", "merchant_staff", "platform_agent", "bot_assist_sent"}


@dataclass
class Wait:
    """From the customer's first word, or request for a person, until an answer or the end."""

    began: int
    words: list = field(default_factory=list)
    ended: int = FOREVER
    answered_in: str | None = None
    by_person: bool = False

    def only_thanks(self, until=FOREVER):
        return not any(asks for at, asks in self.words if at <= until)


def waits_of(messages):
    waits, open_wait = [], None
    for message in messages:
        kind, content_type = message["sender_kind"], message["content_type"]
        requests = content_type == "event" and message["content"]["code"] == "queued"
        if requests or (kind == "customer" and content_type in SAID):
            if open_wait is None:
                open_wait = Wait(message["sent_at"])
                waits.append(open_wait)
            asks = requests or not is_closing_remark(content_type, message["content"])
            open_wait.words.append((message["sent_at"], asks))
        if open_wait is None:
            continue
        bot = kind == "bot_auto" and content_type in {"answer", "choices", "text"}
        person = kind in PEOPLE and content_type != "event"
        over = content_type == "event" and message["content"]["code"] == "ended"
        if bot or person or over:
            open_wait.ended = message["sent_at"]
            open_wait.answered_in = None if over else message["leg_id"]
            open_wait.by_person = person
            open_wait = None
    return waits


class Naive:
    def __init__(self, house, tenant_id):
        def rows(tx, model, *order):
            found = select(model.__table__).order_by(*order)
            return [dict(row) for row in tx.connection.execute(found).mappings()]

        talks = [
            row
            for row in house.read(rows, Conversation, Conversation.id)
            if row["tenant_id"] == tenant_id
        ]
        blocked = {row["id"] for row in house.read(rows, Customer) if row["blocked"]}
        self.talks = {row["id"]: row for row in talks if row["customer_id"] not in blocked}
        self.messages = {talk: [] for talk in self.talks}
        for row in house.read(rows, Message, Message.seq):
            if row["conversation_id"] in self.talks:
                self.messages[row["conversation_id"]].append(row)
        legs = house.read(rows, Leg, Leg.number)
        self.legs = {row["id"]: row for row in legs if row["conversation_id"] in self.talks}
        self.waits = {talk: waits_of(said) for talk, said in self.messages.items()}
        self.ratings = [
            row for row in house.read(rows, Rating) if row["conversation_id"] in self.talks
        ]
        every_talk = {row["id"]: row for row in talks}
        self.queueing = [
            every_talk[row["conversation_id"]]
            for row in house.read(rows, QueueStay)
            if row["left_at"] is None and row["conversation_id"] in every_talk
        ]

    # ------------------------------------------------------------ figures: (numerator, n)

    def figures(self, shops, staff_id, start, end):
        self.shops, self.staff_id, self.start, self.end = shops, staff_id, start, end
        own = {
            "customers_received": self.customers_received(),
            "first_response_time": self.first_response_time(),
            "average_response_time": self.average_response_time(),
            "satisfaction": self.satisfaction(),
        }
        if staff_id is not None:
            return own
        return own | {
            "reply_rate": self.reply_rate(),
            "transfer_to_human_rate": self.transfer_to_human_rate(),
            "queue_length": self.queue_length(),
        }

    def customers_received(self):
        legs = [leg for leg in self.day_legs() if leg["accepted_at"] is not None]
        received = {
            self.talks[leg["conversation_id"]]["customer_id"]
            for leg in legs
            if self.staff_id in {None, leg["owner_id"]}
        }
        return len(received), len(received)

    def first_response_time(self):
        firsts = [answers[0] for answers in map(self.answers, self.our_talks()) if answers]
        return self.sum_of(firsts)

    def average_response_time(self):
        return self.sum_of([one for talk in self.our_talks() for one in self.answers(talk)])

    def reply_rate(self):
        replied = asked = 0
        talks = {leg["conversation_id"] for leg in self.day_legs() if leg["accepted_at"]}
        for talk in talks:
            legs = [leg for leg in self.day_legs() if leg["conversation_id"] == talk]
            if self.spoke(talk, PEOPLE, {leg["id"] for leg in legs}):
                replied, asked = replied + 1, asked + 1
                continue
            thanks = [
                wait.only_thanks(leg["left_at"] or FOREVER)
                for leg in legs
                for wait in self.waits[talk]
                if wait.began < (leg["left_at"] or FOREVER) and wait.ended > leg["joined_at"]
            ]
            asked += not thanks or not all(thanks)
        return replied, asked

    def satisfaction(self):
        scores = [
            rating["score"]
            for rating in self.ratings
            if rating["merchant_id"] in self.shops
            and self.on_the_day(rating["rated_at"])
            and self.staff_id in {None, rating["agent_id"]}
        ]
        return sum(score > 3 for score in scores), len(scores)

    def transfer_to_human_rate(self):
        handed = used = 0
        for talk in self.our_talks():
            bots = {
                leg["id"]: leg["leave_reason"]
                for leg in self.legs.values()
                if leg["conversation_id"] == talk and leg["owner_kind"] == "bot"
            }
            if not bots or not self.on_the_day(self.talks[talk]["opened_at"]):
                continue
            left = any(reason not in {None, "ended"} for reason in bots.values())
            asked = any(
                message["leg_id"] in bots
                and message["sender_kind"] == "customer"
                and not is_closing_remark(message["content_type"], message["content"])
                for message in self.messages[talk]
            )
            handed, used = handed + left, used + (left or asked)
        return handed, used

    def queue_length(self):
        waiting = [talk for talk in self.queueing if talk["merchant_id"] in self.shops]
        return len(waiting), len(waiting)

    # ------------------------------------------------------------ inside

    def our_talks(self):
        return [talk for talk, row in self.talks.items() if row["merchant_id"] in self.shops]

    def on_the_day(self, moment):
        return self.start <= moment < self.end

    def day_legs(self):
        return [
            leg
            for leg in self.legs.values()
            if leg["owner_kind"] != "bot"
            and leg["merchant_id"] in self.shops
            and self.on_the_day(leg["joined_at"])
        ]

    def answers(self, talk):
        """Give (charged_at, duration) of the waits that people answered, in order."""
        answers = []
        for wait in self.waits[talk]:
            leg = self.legs.get(wait.answered_in)
            if leg is None or not wait.by_person or leg["owner_kind"] == "bot":
                continue
            if wait.only_thanks() or self.staff_id not in {None, leg["owner_id"]}:
                continue
            charged_at = max(wait.began, leg["joined_at"])
            answers.append((charged_at, wait.ended - charged_at))
        return answers

    def sum_of(self, answers):
        durations = [took for charged_at, took in answers if self.on_the_day(charged_at)]
        return sum(durations) / 1000, len(durations)

    def spoke(self, talk, kinds, legs):
        return any(
            message["leg_id"] in legs
            and message["sender_kind"] in kinds
            and message["content_type"] != "event"
            for message in self.messages[talk]
        )
