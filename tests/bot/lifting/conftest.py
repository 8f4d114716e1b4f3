import pytest

from tests.bot.conftest import ENTRIES, KNOWLEDGE
from tests.bot.lifting.endpoint import Endpoint
from yingda.app.lifting import admission
from yingda.bot.lifting.calling import Models
from yingda.bot.lifting.lifter import Lifter
from yingda.bot.lifting.network import Network

MODEL = "/api/bot/model"
# The sparse engine is unsure of this: it offers choices.
UNSURE = "退的时候运费发票怎么办"


@pytest.fixture
def settings(settings):
    """Give the operator's settings: a model may be asked on this very machine."""
    return settings.model_copy(update={"model_internal": "127.0.0.0/8"})


@pytest.fixture
async def endpoint():
    """Give a tenant's own model server."""
    endpoint = await Endpoint().open()
    yield endpoint
    await endpoint.close()


@pytest.fixture
def patience():
    """Give how long a call, and a question, may take: what a loaded machine asks for."""
    return 60.0, 60.0


@pytest.fixture
async def lifter(server, settings, patience):
    """Give a process that asks the model when told to."""
    whole, all_of_it = patience
    network = Network(admission(settings), whole_seconds=whole)
    models = Models(server.db, network, server.runtime.meters)
    lifter = server.app.state.lifter = Lifter(server.db, models, patience_seconds=all_of_it)
    yield lifter
    await lifter.stop()


@pytest.fixture
async def knowledge(lead):
    """Give the ids of the shop's entries by question."""
    stored = [await lead.done(await lead.post(ENTRIES, draft), 201) for draft in KNOWLEDGE]
    return {entry["question"]: entry["id"] for entry in stored}


@pytest.fixture
def sets_up(admin, endpoint, lifter, knowledge):
    """Give a verb: set the model up, with what differs from a plain one."""

    async def set_up(**changed):
        plain = {"on": True, "base_url": endpoint.url, "api_key": "sk-secret", "chat_model": "m"}
        return await admin.done(await admin.put(MODEL, plain | changed))

    return set_up


@pytest.fixture
async def model(sets_up):
    """Give the shop a model that is on."""
    return await sets_up()


@pytest.fixture
async def customer(knowledge, visitors):
    return await visitors(language="zh-CN")


@pytest.fixture
def asks(server, lifter):
    """Give a verb: say something, let the model be asked, return what the bot said last."""

    async def ask(person, text):
        await person.say(text)
        await lifter.serve_waiting()
        await server.settle()
        said = [one for one in await person.messages() if one["sender_kind"] != "customer"]
        return said[-1]

    return ask
