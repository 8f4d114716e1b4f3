"""Gives the demo shop a day that has begun: its recorded conversations, lived through in the past.

The whole product runs on a clock that is set back: routing, the bot and ratings do what they
always do, so the figures of the day are counted from facts like any others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from yingda.app.demo import reading
from yingda.app.demo.accounts import DemoShop
from yingda.app.replay.pausing import UNTIMED_SECONDS
from yingda.app.replay.recording import OWN_NAME, Recording, Said
from yingda.app.story import STORY, TIMERS
from yingda.conversations import service as conversation
from yingda.conversations.models import Row
from yingda.conversations.queries.access import conversation_by_id
from yingda.conversations.schemas.handling import CloseDraft, TransferDraft
from yingda.customers.models import Customer
from yingda.customers.service import recognise
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import MINUTE, SECOND, Instant, ManualClock
from yingda.foundation.db import Tx
from yingda.foundation.ids import IdSource
from yingda.foundation.runtime import Runtime, Wiring, visitor
from yingda.foundation.settings import Settings
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_by_id
from yingda.quality.schemas import RatingDraft
from yingda.quality.service import rate
from yingda.team import queries as team
from yingda.team.models import Presence
from yingda.team.service import set_presence

ON_DUTY = ("lead", "agent")
ACCEPTED_AFTER_SECONDS = 4.0
RATED_AFTER_SECONDS = 25.0


def day_at(now: Instant, timezone: str) -> str:
    """Return the shop's own date."""
    return _local(now, timezone).date().isoformat()


def starts_of(recordings: Sequence[Recording], now: Instant) -> list[Instant]:
    """Return when each begins: as long ago as recorded, in the night in the evening before."""
    return [now - round((one.started_minutes_ago or 0) * MINUTE) for one in recordings]


async def live_through_today(
    settings: Settings, shop: DemoShop, now: Instant, ids: IdSource
) -> None:
    """Play the recorded conversations into the hours before `now`."""
    recordings = reading.recordings()
    clock = ManualClock(now)
    runtime = Runtime(settings, Wiring(STORY, TIMERS), clock, ids)
    await runtime.start()
    try:
        past = Past(runtime, clock, await runtime.db.read(merchant_by_id, shop.merchant_id))
        starts = starts_of(recordings, now)
        await past.move_to(min(starts, default=now) - MINUTE)
        for start, recording in sorted(zip(starts, recordings, strict=True), key=lambda it: it[0]):
            await past.move_to(start)
            await past.everybody("available", away=recording.away)
            await Encounter(past, recording).play()
        await past.move_to(now)
        await past.everybody("offline")
    finally:
        await runtime.stop()


@dataclass(slots=True)
class Past:
    """A runtime whose clock is moved by hand."""

    runtime: Runtime
    clock: ManualClock
    merchant: Merchant

    async def move_to(self, at: Instant) -> None:
        """Let everything that is due happen, then let it be `at`."""
        await self.runtime.relay.settle()
        self.clock.advance(seconds=(at - self.clock.now()) / SECOND)

    async def pass_seconds(self, seconds: float) -> None:
        """Let time pass."""
        await self.move_to(self.clock.now() + round(seconds * SECOND))

    async def everybody(self, presence: Presence, away: Sequence[str] = ()) -> None:
        """Let all who serve come or go, but for those who have a break."""
        for person in reading.staffing().staff:
            if person.role in ON_DUTY:
                state: Presence = "break" if person.account in away else presence
                await self.runtime.db.write(_be, person.account, state)
        await self.runtime.relay.settle()


class Encounter:
    """One recorded conversation, lived through."""

    def __init__(self, past: Past, recording: Recording) -> None:
        self._past = past
        self._db = past.runtime.db
        self._recording = recording
        self._said = 0
        self._row: Row = {}
        self._visitor = Principal()

    async def play(self) -> None:
        """Live through it from the first word to the rating."""
        await self._arrive()
        previous = 0.0
        for said in self._recording.messages:
            at = said.at if said.at is not None else previous + UNTIMED_SECONDS[said.by]
            await self._past.pass_seconds(at - previous)
            previous = at
            await (self._ask(said) if said.by == "customer" else self._reply(said))
        await self._end()

    async def _arrive(self) -> None:
        customer = await self._db.write(_known, self._past.merchant, self._recording.customer)
        merchant = self._past.merchant
        self._visitor = visitor(merchant.tenant_id, merchant.id, customer.id, customer.name)
        self._row = await self._db.write(_begin, merchant, customer)

    async def _ask(self, said: Said) -> None:
        await self._say(said.text, self._visitor)
        await self._past.runtime.relay.settle()
        await self._accept()

    async def _reply(self, said: Said) -> None:
        row = await self._present()
        if row["stage"] == "bot":
            await self._db.write(conversation.ask_human, row["id"], reason="button")
            await self._past.runtime.relay.settle()
            await self._accept()
            row = await self._present()
        if said.transferred and said.to and row["agent_id"]:
            row = await self._transfer(row, said)
        if row["agent_id"]:
            text = said.text.replace(OWN_NAME, str(row["agent_name"]))
            await self._say(text, await self._db.read(_principal, row["agent_id"]))

    async def _transfer(self, row: Row, said: Said) -> Row:
        former = await self._db.read(_principal, row["agent_id"])
        await self._db.write(_hand_over, row["id"], str(said.to), former)
        await self._past.runtime.relay.settle()
        await self._accept()
        return await self._present()

    async def _accept(self) -> None:
        row = await self._present()
        if row["agent_id"] and not row["leg_accepted"]:
            await self._past.pass_seconds(ACCEPTED_AFTER_SECONDS)
            agent = await self._db.read(_principal, row["agent_id"])
            await self._db.write(conversation.accept, row["id"], agent)

    async def _end(self) -> None:
        row, recording = await self._present(), self._recording
        if not recording.ended:
            return
        closer = self._visitor
        draft = CloseDraft(tags=list(recording.tags))
        if row["agent_id"] and row["stage"] == "human":
            closer = await self._db.read(_principal, row["agent_id"])
            draft = CloseDraft(summary=recording.summary, tags=list(recording.tags))
        await self._db.write(conversation.close, row["id"], draft, closer)
        if recording.rating is not None:
            await self._past.pass_seconds(RATED_AFTER_SECONDS)
            verdict = RatingDraft(**recording.rating.model_dump(exclude_none=True))
            await self._db.write(rate, row["id"], verdict, self._visitor)

    async def _say(self, text: str, speaker: Principal) -> None:
        self._said += 1
        key = f"{self._recording.id}-{self._row['id'][-8:]}-{self._said}"
        request = conversation.PostRequest(self._row["id"], speaker, key, "text", {"text": text})
        await self._db.batch(conversation.post_messages, request)

    async def _present(self) -> Row:
        row = await self._db.read(conversation_by_id, self._row["id"])
        assert row is not None
        return row


def _known(tx: Tx, merchant: Merchant, external_id: str) -> Customer:
    return recognise(tx, merchant, "external", external_id)


def _begin(tx: Tx, merchant: Merchant, customer: Customer) -> Row:
    return conversation.resume_or_open(
        tx, merchant, customer, channel="web", language=customer.language
    )


def _be(tx: Tx, account: str, presence: Presence) -> None:
    staff = team.staff_by_account(tx, account)
    if staff is not None:
        set_presence(tx, staff.id, presence)


def _principal(tx: Tx, staff_id: str) -> Principal:
    return team.principal_of(tx, team.staff_by_id(tx, staff_id))


def _hand_over(tx: Tx, conversation_id: str, group_name: str, former: Principal) -> None:
    group = next(one for one in team.groups_of(tx, former) if one.name == group_name)
    conversation.transfer(tx, conversation_id, TransferDraft(group_id=group.id), former)


def _local(now: Instant, timezone: str) -> datetime:
    return datetime.fromtimestamp(now / SECOND, ZoneInfo(timezone))
