"""Embeddings of entries: kept up to date, and one more way to find what is meant."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bot.conftest import ENTRIES, KNOWLEDGE, RETURNS, SECRET
from tests.bot.lifting.conftest import MODEL
from yingda.bot.lifting.lifter import Lifter
from yingda.bot.lifting.models import LiftVector
from yingda.bot.lifting.nearness import Vectors, stacked, unit
from yingda.foundation.claims import Alone

MEMBERS = {"question": "会员有什么好处", "answer": "会员生日当月双倍积分。"}
# Not one character of it stands in that entry; its vector is the same.
ASKED = "VIP perks"


@pytest.fixture
async def embedded(sets_up, lifter, lead, endpoint):
    """Give the shop an endpoint with embeddings, and everything embedded."""
    await lead.done(await lead.post(ENTRIES, MEMBERS), 201)
    plain = endpoint.vector
    endpoint.vector = lambda text: plain("会员") if "VIP" in text else plain(text)
    await sets_up(embedding_model="e", uses=["rewrite", "answer", "embed"])
    while await lifter.indexer.embed_some():
        pass
    return endpoint


def sent(endpoint):
    return [
        text for call in endpoint.calls if call.purpose == "embed" for text in call.body["input"]
    ]


async def test_every_entry_but_the_internal_is_embedded_once(embedded, server, lifter):
    assert len(await server.rows(LiftVector)) == len(KNOWLEDGE)  # one more, and one internal
    assert len(sent(embedded)) == len(KNOWLEDGE)
    assert "二十元" not in embedded.heard
    assert not any(SECRET["question"] in one for one in sent(embedded))
    assert not await lifter.indexer.embed_some()


async def test_however_many_processes_each_entry_is_paid_for_once(
    sets_up, server, lifter, endpoint
):
    class HeldElsewhere(Alone):
        async def take(self, names):
            return frozenset()

    await sets_up(embedding_model="e", uses=["embed"])
    other = Lifter(server.db, lifter.models, claims=HeldElsewhere())
    assert not await other.embed_some()
    assert sent(endpoint) == []
    while await lifter.embed_some():
        await other.embed_some()
    assert len(sent(endpoint)) == len(KNOWLEDGE) - 1  # one is internal


async def test_only_what_changed_is_embedded_again(embedded, server, lifter, lead, knowledge):
    before = len(sent(embedded))
    path = f"{ENTRIES}/{knowledge[RETURNS['question']]}"
    await lead.done(await lead.patch(path, {"answer": "十天内可以退。"}))
    while await lifter.indexer.embed_some():
        pass
    assert len(sent(embedded)) == before + 1
    assert "十天内可以退" in sent(embedded)[-1]


async def test_what_is_said_in_other_words_is_found(embedded, customer, asks):
    embedded.writes(MEMBERS["answer"], MEMBERS["question"])
    said = await asks(customer, ASKED)
    assert said["content"]["text"] == MEMBERS["answer"]


async def test_an_endpoint_without_vectors_changes_nothing_and_is_left_alone(
    sets_up, server, admin, lifter, endpoint
):
    endpoint.vector = lambda text: []
    await sets_up(embedding_model="e", uses=["embed"])
    assert await lifter.indexer.embed_some()
    assert not await lifter.indexer.embed_some()
    assert await server.rows(LiftVector) == []
    (call,) = (await admin.done(await admin.get(MODEL)))["calls"]
    assert call["problem"] == "garbage"


async def test_without_that_use_nothing_is_embedded(sets_up, lifter, endpoint):
    await sets_up(embedding_model="e", uses=["answer"])
    assert not await lifter.indexer.embed_some()
    assert endpoint.calls == []


vectors = st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3)


@given(st.lists(vectors, min_size=1, max_size=5), vectors)
def test_cosines_are_what_they_are_by_hand(rows, question):
    kept = [one for one in map(unit, rows) if one is not None]
    table = stacked([str(number) for number in range(len(kept))], [one.tobytes() for one in kept])
    cosines = table.cosines(question)
    asked = np.linalg.norm(question)
    if asked == 0 or not kept:
        assert cosines == {}
        return
    for number, row in enumerate(kept):
        by_hand = float(np.dot(row, np.array(question) / asked))
        assert cosines[str(number)] == pytest.approx(by_hand, abs=1e-3)


def test_a_vector_of_another_model_counts_nothing():
    table = Vectors(("a",), np.ones((1, 3), dtype=np.float32))
    assert table.cosines([1.0, 2.0]) == {}
    assert table.cosines([float("nan"), 1.0, 1.0]) == {}
    mixed = stacked(["a", "b", "c"], [unit(one).tobytes() for one in ([1, 0], [0, 1], [1, 2, 3])])
    assert mixed.ids == ("a", "b")
    assert json.dumps(dict(mixed.cosines([1, 0]))) == '{"a": 1.0, "b": 0.0}'
