"""O06: retention runs safely: by class and tenant, whole after a kill, and figures stay right."""

import pytest

from tests.fixtures.people import found_shop
from yingda.app import retention
from yingda.app.retention import forget_what_is_old
from yingda.bot.flows.models import BotAction, BotCall, BotFlow, BotRun
from yingda.conversations.models import Attachment, Conversation, Message, Note, QueueStay, Turn
from yingda.conversations.queries import forgetting
from yingda.foundation.auth.sessions import StaffSession
from yingda.foundation.clock import DAY
from yingda.foundation.outbox import PendingReaction
from yingda.foundation.settings import Keeping, Retention

CANARY = "金丝雀 canary-4711"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def keep(server):
    """Say for how long things are kept."""

    def keep(**days):
        server.runtime.settings.retention = Retention(**days)

    return keep


async def talked(shop, *, closed=True):
    """Return a customer who wrote a canary, sent a picture, and left."""
    visitor = await shop.visitor()
    await visitor.say(CANARY)
    sent = await visitor.upload(PNG, "p.png", "image/png", visitor.conversation_id)
    assert sent.status_code == 201, sent.text
    if closed:
        await visitor.closes()
    return visitor


async def entered(server, visitor):
    """Let the customer have been at a task, whose action was called with what they entered."""

    def entered(tx):
        talk = tx.session.get(Conversation, visitor.conversation_id)
        mine = {"tenant_id": talk.tenant_id, "merchant_id": talk.merchant_id}
        begun = {**mine, "changed_at": tx.now}
        flow = BotFlow(id=tx.ids.new(), key=talk.id, draft={}, **begun)
        action = BotAction(
            id=tx.ids.new(), key=talk.id, title="a", url="https://shop.example", inputs=[],
            outputs=[], changes=False, timeout_ms=1, per_minute=1, per_customer=1, **begun,
        )  # fmt: skip
        tx.session.add_all([flow, action])
        tx.flush()
        mine |= {"conversation_id": talk.id, "customer_id": talk.customer_id}
        run = BotRun(
            id=tx.ids.new(), flow_id=flow.id, flow_key="f", version=1, language="en",
            status="finished", values={"address": CANARY}, started_at=tx.now, changed_at=tx.now,
            **mine,
        )  # fmt: skip
        tx.session.add(run)
        tx.flush()
        call = BotCall(
            id=tx.ids.new(), action_id=action.id, run_id=run.id, step="s", status="answered",
            body={"inputs": {"address": CANARY}}, answer={"note": CANARY}, created_at=tx.now,
            due_at=tx.now, deadline_at=tx.now, **mine,
        )  # fmt: skip
        tx.session.add(call)

    await server.write(entered)


async def everything(server):
    """Return all that is stored of what was said, as text, and the files."""
    tables = (Message, Conversation, Note, BotRun, BotCall)
    rows = [await server.rows(table) for table in tables]
    folder = server.runtime.settings.data_dir / "files"
    return str(rows), list(folder.glob("*/*"))


async def test_o06_by_default_only_sessions_that_nobody_can_use_go(server, shop, agent):
    await talked(shop)
    server.clock.advance(seconds=40 * DAY // 1000)
    before = await everything(server)
    assert await forget_what_is_old(server.runtime) == {
        "sessions": 1,
        "shadow": 0,
        "suggestions": 0,
        "reads": 0,
    }
    assert await server.rows(StaffSession) == []
    assert await everything(server) == before


async def test_o06_words_and_files_of_closed_conversations_go_and_facts_stay(server, shop, keep):
    await talked(shop)
    open_one = await talked(shop, closed=False)
    turns, stays = await server.rows(Turn), await server.rows(QueueStay)
    counted = len(await server.rows(Message))
    server.clock.advance(seconds=31 * DAY // 1000)
    keep(conversations_days=30)
    assert (await forget_what_is_old(server.runtime))["conversations"] == 1
    text, files = await everything(server)
    assert text.count(CANARY) == 1  # the open one's
    assert len(await server.rows(Attachment, conversation_id=open_one.conversation_id)) == 1
    assert len(files) == 2  # its picture and the small one
    assert (await server.rows(Turn), await server.rows(QueueStay)) == (turns, stays)
    assert len(await server.rows(Message)) == counted


async def test_o06_what_is_not_old_enough_stays(server, shop, keep):
    await talked(shop)
    server.clock.advance(seconds=29 * DAY // 1000)
    keep(conversations_days=30, files_days=30)
    before = await everything(server)
    await forget_what_is_old(server.runtime)
    assert await everything(server) == before


async def test_o06_files_may_go_before_words(server, shop, keep):
    await talked(shop)
    server.clock.advance(seconds=31 * DAY // 1000)
    keep(files_days=30)
    assert (await forget_what_is_old(server.runtime))["files"] == 1
    text, files = await everything(server)
    assert CANARY in text
    assert files == []
    assert await server.rows(Attachment) == []


async def test_o06_each_tenant_has_its_own_rule(server, shop, keep):
    other = await found_shop(server, "Other", "other")
    await talked(shop)
    theirs = await talked(other)
    server.clock.advance(seconds=31 * DAY // 1000)
    keep(conversations_days=30, tenants={other.tenant_id: Keeping()})
    await forget_what_is_old(server.runtime)
    left = await server.rows(Message)
    told = {row["conversation_id"] for row in left if CANARY in str(row)}
    assert told == {theirs.conversation_id}


async def test_o06_killed_anywhere_it_goes_on_and_forgets_all(server, shop, keep, monkeypatch):
    monkeypatch.setattr(forgetting, "PAGE", 2)
    for _ in range(5):
        await entered(server, await talked(shop))
    server.clock.advance(seconds=31 * DAY // 1000)
    keep(conversations_days=30)
    write, allowed, kills = server.runtime.db.write, 0, 0

    async def mortal(*args):
        nonlocal left
        if left == 0:
            raise SystemExit
        left -= 1
        return await write(*args)

    monkeypatch.setattr(server.runtime.db, "write", mortal)
    while True:
        left, allowed = allowed, allowed + 1
        try:
            await forget_what_is_old(server.runtime)
            break
        except SystemExit:
            kills += 1
    assert kills > 3
    text, files = await everything(server)
    assert CANARY not in text
    assert files == []
    assert await server.rows(Attachment) == []


async def test_o06_what_is_forgotten_is_not_gone_through_again(server, shop, keep):
    await talked(shop)
    server.clock.advance(seconds=31 * DAY // 1000)
    keep(conversations_days=30)
    assert (await forget_what_is_old(server.runtime))["conversations"] == 1
    assert (await forget_what_is_old(server.runtime))["conversations"] == 0


async def test_o06_failed_work_goes_when_that_is_wanted(server, keep):
    row = {"stream": "s", "reaction": "r", "kind": "K", "payload": "{}", "attempts": 8}
    dead = row | {"id": 1, "stated_at": 0, "due_at": 0, "dead_at": server.now}
    await server.write(lambda tx: tx.connection.execute(PendingReaction.__table__.insert(), [dead]))
    server.clock.advance(seconds=31 * DAY // 1000)
    await retention.forget_what_is_old(server.runtime)
    assert len(await server.rows(PendingReaction)) == 1
    keep(leftovers_days=30)
    assert (await forget_what_is_old(server.runtime))["leftovers"] == 1
    assert await server.rows(PendingReaction) == []


async def test_the_customer_still_finds_the_conversation_and_nothing_in_it(server, shop, keep):
    visitor = await talked(shop)
    server.clock.advance(seconds=31 * DAY // 1000)
    keep(conversations_days=30)
    await forget_what_is_old(server.runtime)
    admin = await shop.hire("boss", "admin")
    said = await admin.messages(visitor.conversation_id)
    assert {one["content_type"] for one in said} == {"recalled"}
    assert [one["seq"] for one in said] == list(range(1, len(said) + 1))
