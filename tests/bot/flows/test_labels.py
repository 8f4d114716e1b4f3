"""What gathered values are called: on the hand-over card, in what is confirmed, in the editor."""

import pytest

from tests.bot.flows.conftest import cards
from tests.bot.flows.drafts import CANCEL, flow, said
from yingda.bot.flows.documents import Document
from yingda.bot.flows.labels import STANDARD, given_in, label_of, standard_labels

STEPS = {step["id"]: step for step in CANCEL["steps"]}
WHY = {
    "id": "why",
    "do": "ask",
    "slot": "reason",
    "kind": "choice",
    "say": said("为什么取消？"),
    "choices": [
        {"value": "mistake", "label": {"zh-CN": "拍错了", "en": "By mistake"}},
        {"value": "late", "label": said("太慢")},
    ],
    "next": "colour",
}
COLOUR = {
    "id": "colour",
    "do": "ask",
    "slot": "colour",
    "label": {"zh-CN": "颜色", "en": "Colour"},
    "say": said("什么颜色？"),
    "next": "sure",
}
ASKING = flow(
    STEPS["pick"] | {"next": "why"}, WHY, COLOUR, STEPS["sure"] | {"no": "nothing"},
    *(STEPS[name] for name in ("do_it", "gone", "sorry", "nothing")),
    phrases=["取消订单"],
)  # fmt: skip


@pytest.fixture
async def asked(buyers, tasks, system):
    """Give a customer who is asked whether everything they gave is right."""
    await tasks.action(system.url)
    await tasks.live("cancel", ASKING)
    buyer = await buyers("U1", "paid")
    for text in ("取消订单", "拍错了", "白色"):
        await buyer.say(text)
    return buyer


async def test_what_is_confirmed_is_shown_with_its_names(asked):
    card = (await cards(asked))[-1]
    assert card["text"] == "取消 U1-1？"
    assert card["given"] == [
        {"label": "原因", "text": "拍错了"},
        {"label": "颜色", "text": "白色"},
    ]


async def test_a_question_that_confirms_nothing_repeats_nothing(asked):
    assert [one["given"] for one in (await cards(asked))[:-1]] == [[], []]


async def test_who_takes_over_reads_names_in_their_own_language(asked, agent):
    await asked.say("人工")
    path = {"conversation_id": asked.conversation_id}
    (run,) = await agent.done(await agent.get("/api/bot/runs", **path))
    assert [(one["label"]["en"], one["text"]["en"]) for one in run["given"]] == [
        ("Order", "U1-1"),
        ("Reason", "By mistake"),
        ("Colour", "白色"),
    ]
    assert [one["label"]["zh-TW"] for one in run["given"]] == ["訂單", "原因", "颜色"]


async def test_the_editor_knows_the_usual_names(lead, tasks):
    written = await tasks.written("cancel", ASKING)
    assert written["labels"]["reason"] == {"zh-CN": "原因", "zh-TW": "原因", "en": "Reason"}


def test_amounts_times_and_yes_or_no_read_as_people_write_them():
    document = Document.model_validate(CANCEL)
    values = {"done": {"refund_cents": 12_900, "late": False, "note": "好", "id": "f00"}}
    found = given_in(document, values, "Asia/Shanghai")
    assert [(one.label["en"], one.text["en"]) for one in found] == [
        ("Refund", "¥129.00"),
        ("Late", "no"),
        ("Note", "好"),
    ]


def test_a_value_nobody_named_keeps_its_bare_name():
    document = Document.model_validate(CANCEL)
    assert label_of(document, "vin")["zh-CN"] == "vin"
    assert label_of(document, "done.vin")["en"] == "Outcome · vin"


def test_every_usual_name_has_a_word_in_each_language():
    for name in STANDARD:
        assert not [one for one in standard_labels()[name].values() if one.startswith("bot.")]
