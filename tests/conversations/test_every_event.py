"""D15: for every fact that screens are told, an old snapshot and the news are a fresh snapshot.

A new kind of fact with topics fails here until somebody says how a screen takes it in.
"""

import pytest

from tests.conversations.test_snapshots import Play, applied, row_of
from tests.fixtures.server import story_without
from yingda.app.story import STORY  # noqa: F401 - every capability's facts are known
from yingda.foundation.events import Event


@pytest.fixture
def story():
    return story_without("bot.", "helpcenter.")


@pytest.fixture
async def play(server, shop):
    play = Play(shop)
    await play.cast()
    return play


class Screen:
    """What somebody has on the screen: fetched once, changed by news only."""

    def __init__(self, who, path, take_in, *topics, alone=False):
        self.who, self.path, self.take_in, self.topics, self.alone = (
            who,
            path,
            take_in,
            topics,
            alone,
        )

    async def fetched(self):
        return await self.who.done(await self.who.get(self.path))

    async def shows(self, kind, act):
        """Return what the screen shows after the act, what a fresh one shows, and the news."""
        socket = await (self.who.listens() if self.alone else self.who.listens(*self.topics))
        shown = await self.fetched()
        await act()
        news = socket.heard(kind)
        for one in news:
            shown = self.take_in(shown, one)
        return shown, await self.fetched(), news


def by_key(items, key, changed):
    """Return the list with one item taken in: only its own fields, the rest stays."""
    known = {item[key] for item in items}
    assert changed[key] in known
    return [
        item | {name: value for name, value in changed.items() if name in item}
        if item[key] == changed[key]
        else item
        for item in items
    ]


# ------------------------------------------------------------------ what each screen does with it


def reads(view, news):
    return view | {f"{news['by']}_read_seq": news["seq"]}


def seat(page, news):
    return by_key(page, "staff_id", news) if isinstance(page, list) else page | known_of(page, news)


def known_of(page, news):
    return {name: value for name, value in news.items() if name in page}


def waits(groups, news):
    return by_key(groups, "id", {"id": news["group_id"], "waiting": news["waiting"]})


def rated(_rating, news):
    return {name: news[name] for name in ("score", "tags", "solved", "comment", "revision")}


async def reading(play):
    await play.visitor.say("Hello")
    screen = Screen(play.visitor, play.road("")[:-1], reads, alone=True)
    return screen, lambda: play.lead.reads(2, play.visitor.conversation_id)


async def coming(play):
    topic = f"wall:{play.shop.tenant_id}"
    return Screen(play.lead, "/api/team/seats", seat, topic), lambda: play.agent.goes("available")


async def queueing(play):
    topic = f"wall:{play.shop.tenant_id}"
    return Screen(play.lead, "/api/team/groups", waits, topic), play.visitor.asks_for_human


async def changing(play):
    """The name of a customer is on every line they have."""
    topic = f"conversation:{play.visitor.conversation_id}"
    screen = Screen(play.lead, play.road("")[:-1], lambda view, news: view | news["row"], topic)
    change = {"name": "Frau Li", "tier": 3}

    async def rename():
        path = f"/api/customers/{play.visitor.id}"
        await play.lead.done(await play.lead.patch(path, change))

    return screen, rename


async def standing_in_line(play):
    """Whoever stands behind moves up when somebody in front gives up."""
    first = await play.shop.visitor()
    await first.asks_for_human()
    play.server.clock.advance(seconds=1)
    await play.visitor.asks_for_human(play.visitor.conversation_id)
    path = f"/api/conversations/{play.visitor.conversation_id}"
    screen = Screen(
        play.visitor,
        path,
        lambda view, news: view | {"queue": news["conversation"]["queue"]},
        alone=True,
    )
    return screen, first.closes


async def typing(play):
    await play.visitor.asks_for_human()
    await play.agent.goes("available")
    screen = Screen(play.visitor, play.road("")[:-1], lambda view, _news: view, alone=True)
    return screen, lambda: play.agent.act("typing", play.visitor)


async def rating(play):
    await play.visitor.say("Hello")
    await play.visitor.closes()
    await play.visitor.rates(2)
    topic = f"conversation:{play.visitor.conversation_id}"
    screen = Screen(play.lead, play.road("rating"), rated_on, topic)
    return screen, lambda: play.visitor.rates(5)


def rated_on(view, news):
    return view | {name: news[name] for name in view if name in news}


async def writing(play):
    screen = Screen(play.visitor, play.road("messages"), message, alone=True)
    return screen, lambda: play.visitor.say("Where is it?")


async def recalling(play):
    said = await play.visitor.say("Where is it?")
    screen = Screen(play.visitor, play.road("messages"), message, alone=True)
    return screen, lambda: play.visitor.recalls(said)


def message(page, news):
    items = {one["seq"]: one for one in page["items"]}
    items[news["message"]["seq"]] = news["message"]
    return page | {"items": [items[seq] for seq in sorted(items)], "last_seq": max(items)}


async def noting(play):
    topic = f"conversation:{play.visitor.conversation_id}"

    def take_in(page, news):
        note = news["note"]
        return page | {"items": [*page["items"], note], "last_seq": note["seq"]}

    screen = Screen(play.lead, play.road("notes"), take_in, topic)
    return screen, lambda: play.lead.notes("Careful", play.visitor.conversation_id)


async def learning(play):
    """What a shop knows is a long list: the news says that it must be fetched again."""
    topic = f"merchant:{play.shop.id}"
    screen = Screen(play.lead, "/api/knowledge/entries", lambda *_: "fetch", topic)
    entry = {"question": "Where is it?", "answer": "On its way", "merchant_id": play.shop.id}

    async def add():
        await play.lead.done(await play.lead.post("/api/knowledge/entries", entry))

    return screen, add


SCREENS = {
    "MessagePosted": writing,
    "MessageChanged": recalling,
    "ConversationChanged": changing,
    "VisitorConversationChanged": standing_in_line,
    "ReadMarked": reading,
    "Typing": typing,
    "NoteAdded": noting,
    "QueueMoved": queueing,
    "PresenceChanged": coming,
    "ConversationRated": rating,
    "KnowledgeChanged": learning,
}
ELSEWHERE = {
    "CallPassedOn": "shows a notice; lists of calls are read again (tests/helpcenter/phone/)",
    "SessionsEnded": "ends sockets instead of telling them (tests/foundation/test_signing_in.py)",
    "WebhookSwitchedOff": "rings a bell and changes no list (tests/integrations/test_endpoints.py)",
}


@pytest.mark.parametrize("kind", SCREENS)
async def test_d15_an_old_snapshot_and_the_news_are_a_fresh_snapshot(play, kind):
    screen, act = await SCREENS[kind](play)
    shown, fresh, news = await screen.shows(kind, act)
    assert news, "nobody was told"
    assert shown in (fresh, "fetch")


def told_facts(base=Event):
    """Return every kind of fact that has topics of its own."""
    for kind in base.__subclasses__():
        if kind.__module__.startswith("yingda.") and kind.topics is not Event.topics:
            yield kind
        yield from told_facts(kind)


def uncovered():
    return {kind.kind() for kind in told_facts()} - SCREENS.keys() - ELSEWHERE.keys()


def test_d15_every_fact_that_is_told_has_its_screen():
    assert uncovered() == set()


def test_d15_a_new_fact_without_a_screen_is_found(monkeypatch):
    monkeypatch.delitem(SCREENS, "QueueMoved")
    assert uncovered() == {"QueueMoved"}


async def test_d15_news_that_is_lost_is_noticed(play):
    screen, act = await queueing(play)
    screen.take_in = lambda groups, _news: groups
    shown, fresh, _ = await screen.shows("QueueMoved", act)
    assert shown != fresh


async def test_d15_a_merge_is_seen_on_the_lines_it_moves(play, shop):
    other = await shop.visitor()
    topic = f"conversation:{play.visitor.conversation_id}"
    screen = Screen(play.lead, play.road("")[:-1], lambda view, news: view | news["row"], topic)
    path = f"/api/customers/{other.id}/merge"

    async def merge():
        await play.lead.done(await play.lead.post(path, {"other_id": play.visitor.id}))

    shown, fresh, news = await screen.shows("ConversationChanged", merge)
    assert news
    assert shown == fresh


async def test_d15_each_fact_is_told_once(play):
    """One message is one piece of news, however many topics somebody hears."""
    topic = f"conversation:{play.visitor.conversation_id}"
    watching = await play.lead.listens(topic, f"merchant:{play.shop.id}")
    before = await row_of(play.lead, play.visitor.conversation_id)
    await play.visitor.say("Once")
    posted = watching.heard("MessagePosted")
    assert [one["message"]["seq"] for one in posted] == [before["last_seq"] + 1]
    assert len(applied([], watching, play.visitor.conversation_id)) == 1


async def test_d15_who_was_merged_while_they_talked_goes_on_hearing(play, shop):
    other = await shop.visitor()
    own = await play.visitor.listens()
    path = f"/api/customers/{other.id}/merge"
    await play.lead.done(await play.lead.post(path, {"other_id": play.visitor.id}))
    await play.lead.take(play.visitor)
    await play.lead.reply("Here I am", play.visitor)
    said = await play.visitor.messages()
    assert applied([], own, play.visitor.conversation_id)[-1:] == said[-1:]
