"""The leak board: what it lists, what people say of it, and fixes that break nothing unseen."""

import pytest

from tests.bot.conftest import ENTRIES, RETURNS, SHIPPING
from yingda.learning.labels import MISREAD, OWNERS, UNSOLVED

ODD = "杯子能放洗碗机吗"
FIX = {"kind": "create", "question": ODD, "answer": "可以，放上层。"}
GOLDEN = "/api/knowledge/golden-questions"


@pytest.fixture
async def leak(customer, agent, lead):
    """Give a leak: the bot did not know, a person did."""
    await customer.say("你好")
    await customer.say(ODD)
    await agent.goes("available")
    await customer.asks_for_human()
    await agent.accept()
    await agent.reply("您好，在的")
    await agent.reply("可以放洗碗机，请放在上层。")
    await agent.close()
    (row,) = await leaks(lead)
    return row


async def leaks(person, **wanted):
    return (await person.done(await person.get("/api/leaks", **wanted)))["items"]


async def tried(lead, leak, fix):
    return await lead.done(await lead.post(f"/api/leaks/{leak['id']}/trials", {"fix": fix}))


async def mended(lead, leak, fix, **more):
    path = f"/api/leaks/{leak['id']}/mendings"
    return await lead.done(await lead.post(path, {"fix": fix, **more}), 201)


async def golden(lead, text, entry_id):
    await lead.done(await lead.post(GOLDEN, {"text": text, "entry_id": entry_id}), 201)


async def answer_to(shop, text):
    """Ask as somebody new; return what the bot said."""
    visitor = await shop.visitor(language="zh-CN")
    await visitor.say(text)
    return (await visitor.messages())[-1]["content"]


# ------------------------------------------------------------------ what it lists


async def test_a_leak_says_why_and_opens_its_last_turns_and_the_persons_reply(lead, leak):
    assert (leak["reason"], leak["question"], leak["verdict"]) == ("no_answer", ODD, "unknown")
    view = await lead.done(await lead.get(f"/api/leaks/{leak['id']}"))
    said = [
        turn["content"].get("text") for turn in view["turns"] if turn["sender_kind"] == "customer"
    ]
    assert said == ["你好", ODD]
    assert view["reply"] == view["draft_answer"] == "可以放洗碗机，请放在上层。"
    assert len(view["nearest"]) <= 5


async def test_a_fix_begins_without_what_tells_who_asked_and_who_answered(customer, agent, lead):
    await customer.say(f"{ODD}，我电话 13800138000")
    await agent.goes("available")
    await customer.asks_for_human()
    await agent.accept()
    await agent.reply("可以，放上层。已发到 an@example.com 了")
    await agent.close()
    (row,) = await leaks(lead)
    view = await lead.done(await lead.get(f"/api/leaks/{row['id']}"))
    assert view["leak"]["question"] == f"{ODD}，我电话 13800138000"
    assert view["draft_question"] == f"{ODD}，我电话 {{phone}}"
    assert view["draft_answer"] == "可以，放上层。已发到 {email} 了"


async def test_only_the_last_five_turns_are_opened(customer, lead):
    for number in range(7):
        await customer.say(f"怎么退货 {number}")
    await customer.asks_for_human()
    (row,) = await leaks(lead)
    view = await lead.done(await lead.get(f"/api/leaks/{row['id']}"))
    said = [turn for turn in view["turns"] if turn["sender_kind"] == "customer"]
    assert [turn["content"]["text"][-1] for turn in said] == ["2", "3", "4", "5", "6"]


async def test_leaks_are_found_by_reason_and_label_in_pages(lead, knowledge, visitors):
    for text in ("怎么退货", ODD, "", ""):
        visitor = await visitors(language="zh-CN")
        if text:
            await visitor.say(text)
        await visitor.asks_for_human()
    reasons = [row["reason"] for row in await leaks(lead)]
    assert sorted(reasons) == ["after_talk", "direct", "direct", "no_answer"]
    direct = await leaks(lead, reason="direct")
    assert len(direct) == 2
    page = await lead.done(await lead.get("/api/leaks", limit=3))
    rest = await lead.done(await lead.get("/api/leaks", limit=3, cursor=page["next"]))
    assert [row["reason"] for row in (*page["items"], *rest["items"])] == reasons

    await lead.done(
        await lead.put(f"/api/leaks/{direct[0]['id']}/label", {"label": "out_of_scope"})
    )
    counts = await lead.done(await lead.get("/api/leaks/counts"))
    assert counts["reasons"] == {"after_talk": 1, "direct": 2, "no_answer": 1}
    assert (counts["labels"], counts["unlabelled"]) == ({"out_of_scope": 1}, 3)
    assert len(await leaks(lead, label="out_of_scope")) == 1
    assert len(await leaks(lead, unlabelled="true")) == 3


async def test_the_board_and_its_counts_look_back_sixty_days(leak, server, shop, visitors):
    server.clock.advance(seconds=61 * 86_400)
    lead = await shop.hire("late-lead", "lead")
    visitor = await visitors(language="zh-CN")
    await visitor.say("会员生日有什么礼物")
    await visitor.asks_for_human()
    assert [row["question"] for row in await leaks(lead)] == ["会员生日有什么礼物"]
    counts = await lead.done(await lead.get("/api/leaks/counts"))
    assert sum(counts["reasons"].values()) == 1
    assert len(await leaks(lead, days=90)) == 2


@pytest.mark.parametrize("label", [*MISREAD, *UNSOLVED])
async def test_each_label_names_who_is_to_mend_it(lead, leak, label):
    answer = await lead.put(f"/api/leaks/{leak['id']}/label", {"label": label})
    row = await lead.done(answer)
    assert (row["label"], row["owner"]) == (label, OWNERS[label])
    row = await lead.done(await lead.put(f"/api/leaks/{leak['id']}/label", {"label": None}))
    assert (row["label"], row["owner"]) == (None, None)


# ------------------------------------------------------------------ mending


async def test_a_missing_entry_is_created_and_the_same_question_answered_next_time(
    lead, leak, shop
):
    outcome = await tried(lead, leak, FIX)
    assert (outcome["golden"], outcome["broken"]) == (0, [])
    assert (outcome["question"]["before"], outcome["question"]["after"]) == ("silent", "right")
    assert "可以" not in (await answer_to(shop, ODD)).get("text", "")  # trying changes nothing

    done = await mended(lead, leak, FIX)
    assert done["leak"]["mended_at"] is not None
    assert done["leak"]["label"] == "point_missing"
    assert (await answer_to(shop, ODD))["text"] == FIX["answer"]
    assert [row["id"] for row in await leaks(lead, state="open")].count(leak["id"]) == 0
    stored = await lead.done(await lead.get(GOLDEN))
    assert [(one["text"], one["entry_id"]) for one in stored] == [(ODD, done["entry_id"])]


async def test_mending_one_cause_closes_the_leaks_of_the_same_cause_and_no_others(
    lead, leak, shop, knowledge, visitors
):
    for text in ("这个杯子能放洗碗机吗", "杯子能放洗碗机吗", ODD, "公司几点下班", ""):
        visitor = await visitors(language="zh-CN")
        if text:
            await visitor.say(text)
        await visitor.asks_for_human()
    (policy,) = [row for row in await leaks(lead) if row["question"].startswith("这个")]
    label = {"label": "policy_unacceptable"}
    await lead.done(await lead.put(f"/api/leaks/{policy['id']}/label", label))
    assert (await tried(lead, leak, FIX))["likewise"] == 2
    done = await mended(lead, leak, FIX)
    assert done["outcome"]["likewise"] == 2
    still = sorted(row["question"] for row in await leaks(lead))
    assert still == ["", "公司几点下班", policy["question"]]
    closed = await leaks(lead, state="mended")
    assert {row["label"] for row in closed} == {"point_missing"}


async def test_who_was_told_the_very_answer_and_left_is_not_mended_by_another_way_to_ask(
    lead, leak, knowledge, visitors
):
    visitor = await visitors(language="zh-CN")
    await visitor.say("包邮吗")
    await visitor.asks_for_human()
    fix = {"kind": "similar", "entry_id": knowledge[SHIPPING["question"]], "text": ODD}
    await mended(lead, leak, fix)
    assert [row["question"] for row in await leaks(lead)] == ["包邮吗"]


async def test_what_becomes_golden_is_what_the_lead_wrote_not_what_the_customer_said(
    lead, leak, knowledge
):
    await mended(lead, leak, {"kind": "merge", **two_of(knowledge)}, confirmed=True)
    assert await lead.done(await lead.get(GOLDEN)) == []
    written = "杯子能用洗碗机吗？"
    done = await mended(lead, leak, FIX | {"question": written}, confirmed=True)
    stored = await lead.done(await lead.get(GOLDEN))
    assert [(one["text"], one["entry_id"]) for one in stored] == [(written, done["entry_id"])]


def two_of(knowledge):
    return {
        "entry_id": knowledge[RETURNS["question"]],
        "other_id": knowledge[SHIPPING["question"]],
    }


async def test_a_similar_question_is_added(lead, leak, shop, knowledge):
    entry_id = knowledge[SHIPPING["question"]]
    await mended(lead, leak, {"kind": "similar", "entry_id": entry_id, "text": ODD})
    assert (await answer_to(shop, ODD))["text"] == SHIPPING["answer"]
    entry = await lead.done(await lead.get(f"/api/knowledge/entries/{entry_id}"))
    assert entry["similar"] == [*SHIPPING["similar"], ODD]


async def test_two_entries_are_merged_with_all_ways_to_ask(lead, leak, shop, knowledge):
    kept, other = knowledge[RETURNS["question"]], knowledge[SHIPPING["question"]]
    await golden(lead, "运费", other)
    fix = {"kind": "merge", "entry_id": kept, "other_id": other}
    outcome = await tried(lead, leak, fix)
    assert outcome["broken"] == []
    await mended(lead, leak, fix, golden=False, confirmed=True)
    assert (await answer_to(shop, "包邮吗"))["text"] == RETURNS["answer"]
    (moved,) = await lead.done(await lead.get(GOLDEN))
    assert moved["entry_id"] == kept
    gone = await lead.done(await lead.get(f"/api/knowledge/entries/{other}"))
    assert gone["status"] == "archived"


async def test_a_threshold_is_moved(lead, leak):
    fix = {"kind": "threshold", "answer_above": 0.95, "choices_above": 0.5}
    await mended(lead, leak, fix, confirmed=True)
    settings = await lead.done(await lead.get("/api/bot/settings"))
    assert (settings["answer_above"], settings["choices_above"]) == (0.95, 0.5)
    assert settings["unknowns_before_human"] == 2


async def refusal(lead, leak, fix):
    answer = await lead.post(f"/api/leaks/{leak['id']}/mendings", {"fix": fix})
    assert answer.status_code == 409
    return answer.json()["code"]


async def test_a_fix_that_does_not_answer_the_question_is_asked_about_and_closes_nothing(
    lead, leak, shop
):
    fix = {"kind": "create", "question": "门店几点开门", "answer": "九点。"}
    assert (await tried(lead, leak, fix))["doubts"] == ["not_answered"]
    assert await refusal(lead, leak, fix) == "learning.still_not_answered"
    assert "text" not in await answer_to(shop, "门店几点开门")  # nothing was made
    done = await mended(lead, leak, fix, confirmed=True)
    assert done["leak"]["mended_at"] is None
    assert [row["id"] for row in await leaks(lead, state="open")] == [leak["id"]]
    assert (await answer_to(shop, "门店几点开门"))["text"] == "九点。"


@pytest.fixture
async def offered(customer, lead, visitors):
    """Give a leak whose question the bot only offered a choice for."""
    await customer.say("退货发票")
    assert (await customer.messages())[-1]["content_type"] == "choices"
    await customer.asks_for_human()
    (row,) = await leaks(lead)
    return row


async def test_thresholds_that_silence_the_bot_are_not_proved_by_questions_known_word_for_word(
    lead, offered, knowledge
):
    await golden(lead, RETURNS["question"], knowledge[RETURNS["question"]])
    fix = {"kind": "threshold", "answer_above": 0.99, "choices_above": 0.98}
    outcome = await tried(lead, offered, fix)
    assert (outcome["golden"], outcome["telling"], outcome["broken"]) == (1, 0, [])
    assert outcome["doubts"] == ["not_answered", "unproven"]
    assert (outcome["question"]["before"], outcome["question"]["after"]) == ("offered", "offered")
    assert await refusal(lead, offered, fix) == "learning.still_not_answered"


async def test_a_threshold_that_answers_on_few_golden_questions_is_unproven(lead, offered):
    fix = {"kind": "threshold", "answer_above": 0.0, "choices_above": 0.0}
    outcome = await tried(lead, offered, fix)
    assert (outcome["question"]["after"], outcome["doubts"]) == ("right", ["unproven"])
    assert await refusal(lead, offered, fix) == "learning.threshold_unproven"
    assert (await mended(lead, offered, fix, confirmed=True))["leak"]["mended_at"]


async def test_what_is_mended_is_mended_once(lead, leak):
    await mended(lead, leak, FIX)
    assert await refusal(lead, leak, FIX) == "learning.leak_mended"


async def test_what_breaks_a_golden_question_is_refused_until_a_lead_confirms(
    lead, leak, shop, knowledge
):
    await golden(lead, "包邮吗", knowledge[SHIPPING["question"]])
    await golden(lead, ODD, None)
    fix = {"kind": "create", "question": "包邮吗 ", "answer": "不包邮。", "similar": [ODD]}
    outcome = await tried(lead, leak, fix)
    assert (outcome["golden"], outcome["right_before"], outcome["right_after"]) == (2, 2, 0)
    assert {one["text"] for one in outcome["broken"]} == {"包邮吗", ODD}

    path = f"/api/leaks/{leak['id']}/mendings"
    refused = await lead.post(path, {"fix": fix})
    assert (refused.status_code, refused.json()["code"]) == (409, "learning.golden_broken")
    assert refused.json()["params"]["n"] == 2
    assert (await answer_to(shop, "包邮吗"))["text"] == SHIPPING["answer"]  # nothing was made

    await mended(lead, leak, fix, confirmed=True, golden=False)
    assert (await answer_to(shop, ODD))["text"] == "不包邮。"


@pytest.mark.parametrize("status", ["draft", "archived"])
@pytest.mark.parametrize(
    "fix",
    [
        {"kind": "merge", "entry_id": "it", "other_id": "live"},
        {"kind": "merge", "entry_id": "live", "other_id": "it"},
        {"kind": "similar", "entry_id": "it", "text": ODD},
    ],
)
async def test_no_fix_rests_on_an_entry_that_answers_nobody(
    lead, leak, shop, knowledge, status, fix
):
    ids = {"live": knowledge[RETURNS["question"]], "it": knowledge[SHIPPING["question"]]}
    await lead.done(await lead.patch(f"{ENTRIES}/{ids['it']}", {"status": status}))
    answer = await lead.post(
        f"/api/leaks/{leak['id']}/mendings",
        {"fix": {name: ids.get(value, value) for name, value in fix.items()}},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "learning.entry_not_live")
    assert (await answer_to(shop, "怎么退货"))["text"] == RETURNS["answer"]


@pytest.mark.parametrize(
    ("fix", "code"),
    [
        ({"kind": "merge", "entry_id": "same", "other_id": "same"}, "learning.nothing_to_merge"),
        ({"kind": "create", "question": ODD, "answer": ""}, "knowledge.answer_missing"),
        ({"kind": "threshold", "answer_above": 0.2, "choices_above": 0.5}, "request.invalid"),
        ({"kind": "similar", "entry_id": "0" * 32, "text": ODD}, "knowledge.entry_not_found"),
    ],
)
async def test_what_cannot_be_mended_so_says_why(lead, leak, knowledge, fix, code):
    same = knowledge[RETURNS["question"]]
    fix = {name: same if value == "same" else value for name, value in fix.items()}
    answer = await lead.post(f"/api/leaks/{leak['id']}/mendings", {"fix": fix})
    assert answer.json()["code"] == code


async def test_the_answer_before_a_leak_is_judged_and_the_last_word_counts(customer, lead):
    await customer.say("怎么退货")
    await customer.asks_for_human()
    (row,) = await leaks(lead)
    view = await lead.done(await lead.get(f"/api/leaks/{row['id']}"))
    path = f"/api/leaks/answers/{view['reply_id']}/audit"
    await lead.done(await lead.put(path, {"right": True}))
    await lead.done(await lead.put(path, {"right": False}))
    view = await lead.done(await lead.get(f"/api/leaks/{row['id']}"))
    assert view["judged_right"] is False


async def test_a_gap_is_open_until_it_is_mended(lead, leak, server):
    async def figure(code):
        figures = (await lead.done(await lead.get("/api/insight/bot")))["figures"]
        return next(one["value"] for one in figures if one["code"] == code)

    assert await figure("open_gaps") == 0
    await lead.done(await lead.put(f"/api/leaks/{leak['id']}/label", {"label": "point_missing"}))
    assert await figure("open_gaps") == 1
    server.clock.advance(seconds=7_200)
    await mended(lead, leak, FIX)
    assert await figure("open_gaps") == 0
    assert await figure("gap_age") >= 7_200


@pytest.mark.parametrize("mode", ["public", "internal"])
async def test_a_gap_filled_on_the_knowledge_page_closes_by_itself(lead, leak, server, mode):
    await lead.done(await lead.put(f"/api/leaks/{leak['id']}/label", {"label": "point_missing"}))
    server.clock.advance(seconds=7_200)
    draft = {"question": ODD, "answer": "可以，放上层。", "answer_mode": mode}
    await lead.done(await lead.post(ENTRIES, draft), 201)
    await server.wait(seconds=86_400)
    later = await leaks(lead, state="mended")
    assert [one["id"] for one in later] == ([leak["id"]] if mode == "public" else [])
    if mode == "public":
        assert 7_200_000 <= later[0]["mended_at"] - leak["at"] < 7_300_000


async def test_the_board_is_for_leads_of_the_shop(leak, agent, merchant, stranger, lead):
    for person in (agent, merchant):
        assert (await person.get("/api/leaks")).status_code == 403
    assert await leaks(stranger) == []
    for path in (f"/api/leaks/{leak['id']}", "/api/leaks/unknown"):
        assert (await stranger.get(path)).status_code == 404
    answer = await stranger.post(f"/api/leaks/{leak['id']}/mendings", {"fix": FIX})
    assert answer.status_code == 404
