"""A shop's floor: customers, the bot and agents, driven by the verbs of the services.

Everything goes through the real fold and is stored by it; the clock moves when it is told to.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from yingda.conversations import service as conversation
from yingda.conversations.events import ConversationClosed
from yingda.conversations.queries.access import conversation_by_id
from yingda.conversations.reactions import follow_merge
from yingda.conversations.schemas.handling import CloseDraft, LeaveMessageDraft, TransferDraft
from yingda.conversations.service import PostRequest
from yingda.customers import merging
from yingda.customers.events import CustomersMerged
from yingda.customers.queries import current_customer
from yingda.customers.schemas import CustomerChange
from yingda.customers.service import change_customer, recognise
from yingda.foundation.auth.principal import Principal
from yingda.foundation.errors import Problem
from yingda.merchants.service import found_tenant
from yingda.quality import service as quality
from yingda.quality.schemas import RatingDraft
from yingda.team import queries as team_queries
from yingda.team import service as team
from yingda.team.schemas import GroupDraft

NAMES = ("chen", "zhou")


class Floor:
    """One tenant's shops and people; `tag` keeps the names of several floors apart."""

    def __init__(self, house, tag="one", timezones=("Asia/Shanghai",)):
        self.house, self.tag = house, tag
        self.tenant = house.write(found_tenant, f"Tenant {tag}")
        self.shops = [
            house.merchant(self.tenant, f"Shop {zone}", f"{tag}-{number}", timezone=zone)
            for number, zone in enumerate(timezones, start=1)
        ]
        draft = GroupDraft(name="First", is_default=True)
        self.group = house.write(team.found_group, self.tenant.id, draft)
        self.people = {name: house.staff(self.tenant, f"{tag}-{name}") for name in NAMES}
        for person in self.people.values():
            house.write(self._join, person.id)
            house.write(team.set_presence, person.id, "available")
        self.lead = house.principal(self.tenant, f"{tag}-lin", "lead")
        self.customers, self.talks, self.said = {}, {}, 0

    def _join(self, tx, staff_id):
        team.join_group(tx, team_queries.group_by_id(tx, self.group.id), staff_id, 3)

    # ------------------------------------------------------------ time

    def at(self, day, time, timezone="Asia/Shanghai"):
        """Move the clock on to a time of `timezone`, `day` days after 2026-01-02."""
        date = datetime(2026, 1, 2, tzinfo=ZoneInfo(timezone)) + timedelta(days=day)
        hours, minutes, seconds = map(int, time.split(":"))
        moment = date.replace(hour=hours, minute=minutes, second=seconds).timestamp()
        wait = moment - self.house.clock.now() / 1000
        assert wait >= 0, f"{time} has passed"
        self.house.clock.advance(seconds=wait)

    # ------------------------------------------------------------ who

    def staff(self, name):
        return self.house.rights(self.people[name])

    def shop_of(self, who):
        return self.shops[int(who[-1]) % len(self.shops) if who[-1].isdigit() else 0]

    def customer(self, who):
        if who not in self.customers:
            shop = self.shop_of(who)
            found = self.house.write(recognise, shop, "external", who, who)
            self.customers[who] = found.id
        return self.customers[who]

    def visitor(self, who):
        shop = self.shop_of(who)
        own = frozenset({shop.id})
        return Principal("visitor", shop.tenant_id, self.customer(who), who, merchant_ids=own)

    def talk(self, who):
        """Give the row of the customer's conversation, None before there is one."""
        talk = self.talks.get(who)
        return self.house.read(conversation_by_id, talk) if talk else None

    # ------------------------------------------------------------ customers

    def opens(self, who):
        def open_or_resume(tx):
            customer = current_customer(tx, self.customer(who))
            shop = self.shop_of(who)
            return conversation.resume_or_open(tx, shop, customer, channel="web", language="zh-CN")

        self.customer(who)
        self.talks[who] = self.house.write(open_or_resume)["id"]

    def says(self, who, text="杯子怎么洗"):
        self.opens(who)
        return self._post(self.talks[who], self.visitor(who), text)

    def asks_human(self, who):
        self.opens(who)
        self.house.write(
            conversation.ask_human, self.talks[who], reason="button", caller=self.visitor(who)
        )

    def leaves(self, who):
        draft = CloseDraft()
        self.house.write(conversation.close, self.talks[who], draft, self.visitor(who))
        self._invite()

    def leaves_message(self, who):
        self.said += 1
        draft = LeaveMessageDraft(client_key=f"k{self.said}", text="请回电", contact="13800000000")
        visitor = self.visitor(who)
        self.house.write(conversation.leave_message, self.talks[who], draft, visitor)

    def rates(self, who, score):
        draft = RatingDraft(score=int(score))
        self.house.write(quality.rate, self.talks[who], draft, self.visitor(who))

    # ------------------------------------------------------------ machines

    def bot(self, who, content_type="answer", text="用温水"):
        self._say(who, content_type, text, "bot_auto")

    def machine(self, who, sender_kind):
        self._say(who, "text", "您好", sender_kind)

    # ------------------------------------------------------------ people

    def given(self, who, name):
        """Let routing give the conversation to somebody, who has not opened it yet."""

        def give(tx):
            staff = team_queries.staff_by_id(tx, self.people[name].id)
            conversation.assign(tx, self.talks[who], staff, reason="auto")

        self.house.write(give)

    def opened_by(self, who, name):
        self.house.write(conversation.accept, self.talks[who], self.staff(name))

    def taken_by(self, who, name):
        self.house.write(conversation.take, self.talks[who], self.staff(name))

    def joined_by(self, who, name):
        """Give it to somebody who opens it at once."""
        self.given(who, name)
        self.opened_by(who, name)

    def lets_go(self, who, name, reason="timeout_transfer"):
        agent_id = self.people[name].id
        self.house.write(conversation.release, self.talks[who], agent_id=agent_id, reason=reason)

    def answered_by(self, who, name, text="马上为您查"):
        return self._post(self.talks[who], self.staff(name), text)

    def recalled_by(self, who, name, message_id):
        self.house.write(conversation.recall, self.talks[who], message_id, self.staff(name))

    def handed(self, who, name, to):
        draft = TransferDraft(staff_id=self.people[to].id)
        self.house.write(conversation.transfer, self.talks[who], draft, self.staff(name))

    def handed_to_group(self, who, name):
        draft = TransferDraft(group_id=self.group.id)
        self.house.write(conversation.transfer, self.talks[who], draft, self.staff(name))

    def closed_by(self, who, name):
        self.house.write(conversation.close, self.talks[who], CloseDraft(), self.staff(name))
        self._invite()

    def blocks(self, who):
        change = CustomerChange(blocked=True)
        self.house.write(change_customer, self.customers[who], change, self.lead)

    def merges(self, kept, other):
        self.customer(other)
        self.house.write(
            merging.merge_customers, self.customers[kept], self.customers[other], self.lead
        )
        for fact in self.house.heard(CustomersMerged):
            self.house.write(follow_merge, fact)

    # ------------------------------------------------------------ inside

    def _post(self, conversation_id, caller, text):
        self.said += 1
        request = PostRequest(conversation_id, caller, f"k{self.said}", "text", {"text": text})
        (answer,) = self.house.write(conversation.post_messages, [request])
        if isinstance(answer, Problem):
            raise answer
        return answer.message.id

    def _say(self, who, content_type, text, sender_kind):
        content = {"text": text}
        self.house.write(
            conversation.say,
            self.talks[who],
            content_type=content_type,
            content=content,
            sender_kind=sender_kind,
        )

    def _invite(self):
        for fact in self.house.heard(ConversationClosed):
            self.house.write(quality.invite, fact)
