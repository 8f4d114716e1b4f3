"""What a screen knows from an old snapshot and the news since equals a fresh look."""

from random import Random

import pytest

from tests.fixtures.server import story_without
from yingda.conversations import events, views

STEPS = ("says", "thanks", "asks", "accepts", "replies", "notes", "reads", "transfers", "closes")
STEPS += ("takes", "recalls", "waits", "customer reads", "rates", "goes", "comes")


class Play:
    """A visitor, an agent and a lead who do what a list of steps says, as far as it is possible."""

    def __init__(self, shop):
        self.shop, self.server = shop, shop.server
        self.last = None

    async def cast(self):
        self.visitor = await self.shop.visitor()
        self.agent = await self.shop.hire("chen")
        self.lead = await self.shop.hire("lin", "lead")
        self.group = await self.shop.group_named("After sales")
        await self.visitor.begins()

    async def do(self, step):
        """Do one step; whether it was possible is not the question here."""
        if step == "waits":
            self.server.clock.advance(seconds=61)
        elif step == "recalls":
            if self.last is not None:
                await self.visitor.post(self.road(f"messages/{self.last}/recall"))
        else:
            await self.ask(*self.request(step))
        await self.server.settle()

    def road(self, verb):
        return f"/api/conversations/{self.visitor.conversation_id}/{verb}"

    def request(self, step):
        """Return who asks, how, where, and with what body."""
        key = {"client_key": self.agent.key()}
        words = key | {"content_type": "text", "text": "谢谢" if step == "thanks" else "Where?"}
        presence = {"state": "offline" if step == "goes" else "available"}
        return {
            "says": (self.visitor.post, self.road("messages"), words),
            "thanks": (self.visitor.post, self.road("messages"), words),
            "asks": (self.visitor.post, self.road("ask-human"), {}),
            "customer reads": (self.visitor.put, self.road("read"), {"seq": 5}),
            "rates": (self.visitor.post, self.road("rating"), {"score": 4, "tags": []}),
            "accepts": (self.agent.post, self.road("accept"), {}),
            "takes": (self.agent.post, self.road("take"), {}),
            "replies": (self.agent.post, self.road("messages"), words),
            "reads": (self.agent.put, self.road("read"), {"seq": 5}),
            "goes": (self.agent.put, "/api/team/me/presence", presence),
            "comes": (self.agent.put, "/api/team/me/presence", presence),
            "notes": (self.lead.post, self.road("notes"), key | {"text": "n"}),
            "transfers": (self.lead.post, self.road("transfer"), {"group_id": self.group.id}),
            "closes": (self.lead.post, self.road("close"), {"summary": "s", "tags": ["t"]}),
        }[step]

    async def ask(self, verb, path, body):
        answer = await verb(path, body)
        assert answer.status_code < 500, (path, answer.text)
        if verb == self.visitor.post and path.endswith("messages") and answer.is_success:
            self.last = answer.json()["id"]


@pytest.fixture
def story():
    return story_without("bot.", "helpcenter.")


def applied(messages, socket, conversation):
    """Apply the news to an old list of messages as the web does: by `seq`, never lower."""
    known = {message["seq"]: message for message in messages}
    for kind, data in socket.heard():
        if kind in {"MessagePosted", "MessageChanged"} and data["conversation_id"] == conversation:
            known[data["message"]["seq"]] = data["message"]
    return [known[seq] for seq in sorted(known)]


@pytest.fixture
async def play(server, shop):
    play = Play(shop)
    await play.cast()
    return play


async def compare(play, steps, cut):
    """Run the steps; a snapshot is taken at `cut`, and the news is heard from then on."""
    lead, visitor = play.lead, play.visitor
    conversation = visitor.conversation_id
    for step in steps[:cut]:
        await play.do(step)
    watching = await lead.listens(f"conversation:{conversation}")
    own = await visitor.listens()
    row = await row_of(lead, conversation)
    said, heard_by_visitor = await lead.messages(conversation), await visitor.messages()
    seen = await visitor.sees()
    for step in steps[cut:]:
        await play.do(step)
    for kind, data in watching.heard():
        if kind == "ConversationChanged":
            row = data["row"]
        elif kind == "NoteAdded":
            row = row | {"last_note_seq": data["note"]["seq"]}
    for data in own.heard("VisitorConversationChanged"):
        seen = data["conversation"]
    return {
        "row": (row, await row_of(lead, conversation)),
        "messages": (
            applied(said, watching, conversation),
            await lead.messages(conversation),
        ),
        "visitor's messages": (
            applied(heard_by_visitor, own, conversation),
            await visitor.messages(),
        ),
        "visitor's view": (customer_part(seen), customer_part(await visitor.sees())),
    }


def customer_part(view):
    return {name: view[name] for name in ("status", "stage", "agent_name", "closed_at", "rated")}


async def row_of(lead, conversation):
    view = await lead.sees(conversation)
    return {name: view[name] for name in views.ConversationRow.model_fields}


COURSES = [
    ["comes", "asks", "accepts", "says", "recalls", "replies", "closes", "rates", "says"],
    ["asks", "comes", "waits", "comes", "takes", "replies", "goes", "transfers", "closes"],
    ["says", "thanks", "notes", "asks", "transfers", "comes", "reads", "customer reads", "closes"],
]


@pytest.mark.parametrize("seed", range(8))
async def test_any_course_of_events_leaves_the_screens_right(play, seed):
    steps = Random(seed).choices(STEPS, k=14)  # noqa: S311 - the same ones each time
    for what, (told, fresh) in (await compare(play, steps, seed)).items():
        assert told == fresh, (what, steps)


@pytest.mark.parametrize("steps", COURSES)
@pytest.mark.parametrize("cut", [0, 4])
async def test_an_old_snapshot_and_the_news_since_are_a_fresh_snapshot(play, steps, cut):
    for what, (told, fresh) in (await compare(play, steps, cut)).items():
        assert told == fresh, what


async def test_news_that_is_lost_is_noticed(play, monkeypatch):
    """Plant: facts that forget who is told make the comparison fail."""
    monkeypatch.setattr(events.ConversationChanged, "topics", lambda self: ())
    results = await compare(play, ["says", "asks"], 0)
    assert results["row"][0] != results["row"][1]
