"""Unknown questions by topic, the confusion map and the league: found without anybody's thumbs."""

import subprocess
import sys

import pytest

from tests.bot.conftest import ENTRIES, INVOICE, RETURNS
from yingda.learning import looking
from yingda.learning.clustering import clusters_of
from yingda.learning.confusion import Way, confusions_of
from yingda.learning.models import Topic

DISHES = [
    "杯子能放洗碗机吗",
    "这个杯子可以进洗碗机洗吗",
    "洗碗机能洗这个杯子吗",
    "放洗碗机里可以吗",
]
LETTERS = ["可以在杯子上刻字吗", "能刻字吗", "刻字要多少钱", "刻字服务有吗"]
ODD = ["老板喜欢什么颜色"]
LOOK = "/api/leaks/topics/look"
DAY = 86_400
MINUTE = 60_000


# ------------------------------------------------------------------ the thinking


def test_questions_about_one_thing_are_put_together_and_named():
    texts = [*DISHES, *ODD, *LETTERS]
    found = clusters_of(texts)
    groups = [{texts[number] for number in one.members} for one in found]
    assert {frozenset(DISHES), frozenset(LETTERS)} <= {frozenset(one) for one in groups}
    names = {frozenset(group): one.terms for group, one in zip(groups, found, strict=True)}
    assert any("洗碗机" in term for term in names[frozenset(DISHES)])
    assert any("刻字" in term for term in names[frozenset(LETTERS)])
    assert not any(ODD[0] in group for group in groups)


def test_one_topic_alone_is_found_too():
    swaps = ["能用旧锅以旧换新吗", "旧锅以旧换新怎么弄", "以旧换新收旧锅吗", "旧锅可以以旧换新吗"]
    other = ["老板喜欢什么颜色", "怎么还没人回我", "你们在上海有店吗"]
    for texts in (swaps, [*other, *swaps]):
        (found,) = clusters_of(texts)
        assert {texts[number] for number in found.members} == set(swaps)
        assert any("以旧换" in term for term in found.terms)


def test_a_topic_is_named_by_whole_words():
    steam = ["蒸汽火车几点开", "蒸汽火车什么时候开", "请问蒸汽火车开的时间", "蒸汽火车几点钟开呀"]
    (found,) = clusters_of([*steam, "老板喜欢什么颜色"])
    assert found.terms[0] == "蒸汽火车"
    (same,) = clusters_of(["能刻字吗？"] * 3 + ["能刻字吗"] * 2)
    assert all(len(term) <= 6 for term in same.terms)


def test_what_is_like_nothing_else_is_put_with_nothing():
    found = clusters_of([*LETTERS, *ODD, *DISHES, "能在杯子上刻字吗"])
    assert sorted(len(one.members) for one in found) == [4, 5]


def test_english_questions_are_put_together_too():
    dishes = ["is it dishwasher safe", "dishwasher safe or not", "can it go in the dishwasher"]
    names = ["can you engrave a name", "engrave my name please", "how much to engrave a name"]
    found = clusters_of([*dishes, *names])
    assert sorted(sorted(one.members) for one in found) == [[0, 1, 2], [3, 4, 5]]


def test_a_topic_knows_whether_it_was_there_a_year_ago():
    found = clusters_of([*DISHES, *ODD, *LETTERS], ["能放洗碗机吗", "怎么退货"])
    assert {"洗碗机" in "".join(one.terms): one.before for one in found} == {True: 1, False: 0}


def test_no_number_that_customers_wrote_is_kept_as_a_term():
    texts = [f"订单 13800001111 {text}" for text in LETTERS]
    found = clusters_of([*texts, *DISHES])
    assert not any(sign.isdigit() for one in found for term in one.terms for sign in term)


async def test_samples_nobody_has_read_go_into_no_draft(lead, asked):
    topic = (await looked(lead))["topics"][0]
    body = {"question": "怎么做", "answer": "这样做。"}
    path = f"/api/leaks/topics/{topic['id']}/entry"
    drafted = await lead.done(await lead.post(path, body), 201)
    entry = await lead.get(f"/api/knowledge/entries/{drafted['entry_id']}")
    assert entry.json()["similar"] == []


@pytest.mark.parametrize("texts", [[], ["一"], ["？？", "……", "!!!"]])
def test_too_little_to_tell_is_no_trouble(texts):
    assert clusters_of(texts) == []


def test_what_is_asked_in_the_same_words_again_and_again_is_a_topic():
    (found,) = clusters_of(["能刻字吗？"] * 3 + ["能刻字吗"] * 2)
    assert len(found.members) == 5


def test_entries_that_steal_each_others_questions_are_seen():
    ways = [
        Way("returns", "怎么退货"),
        Way("returns", "退货要几天"),
        Way("refund", "退款要几天"),
        Way("refund", "退货退款要几天"),
        Way("invoice", "怎么开发票"),
    ]
    first, *others = confusions_of(ways)
    assert {first.one_id, first.other_id} == {"returns", "refund"}
    assert not any("invoice" in {one.one_id, one.other_id} for one in others)
    twice = confusions_of([Way("a", "包邮吗？"), Way("b", "包邮吗"), Way("c", "怎么开发票")])
    assert [one.overlapping for one in twice] == [2]
    assert confusions_of([Way("a", "包邮吗"), Way("a", "运费")]) == []


def test_a_server_that_never_looked_has_not_loaded_the_library():
    code = "import sys, yingda.learning.looking; print('sklearn.cluster' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# ------------------------------------------------------------------ topics


@pytest.fixture
async def asked(knowledge, visitors):
    """Let customers ask what nobody taught the bot."""
    for text in (*DISHES, *ODD, *LETTERS):
        visitor = await visitors(language="zh-CN")
        await visitor.say(text)
        await visitor.closes()


async def read(lead):
    return await lead.done(await lead.get("/api/leaks/topics"))


async def looked(lead):
    await lead.done(await lead.post(LOOK), 202)
    return await read(lead)


async def test_unknown_questions_become_topics_with_size_trend_and_a_draft(lead, asked):
    view = await looked(lead)
    assert (view["questions"], view["looking"]) == (9, False)
    assert [topic["size"] for topic in view["topics"]] == [4, 4]
    for topic in view["topics"]:
        assert (topic["week"], topic["week_before"], topic["is_new"]) == (4, 0, False)
        assert topic["draft_question"] in {*DISHES, *LETTERS}
        assert topic["decision"] is None


async def test_samples_and_drafts_do_not_tell_who_asked(lead, asked, visitors):
    visitor = await visitors(language="zh-CN")
    await visitor.say("能刻字吗，电话 13800138000")
    view = await looked(lead)
    texts = {
        text for topic in view["topics"] for text in (*topic["samples"], topic["draft_question"])
    }
    assert "能刻字吗，电话 {phone}" in texts
    assert not any("138" in text for text in texts)


async def test_a_topic_opens_each_of_its_questions_in_its_conversation(lead, asked, agent):
    view = await looked(lead)
    for topic in view["topics"]:
        path = f"/api/leaks/topics/{topic['id']}/questions"
        found = await lead.done(await lead.get(path))
        assert {one["text"] for one in found} in ({*DISHES}, {*LETTERS})
        assert [one["at"] for one in found] == sorted((one["at"] for one in found), reverse=True)
        for one in found:
            talk = await lead.get(f"/api/conversations/{one['conversation_id']}/messages")
            said = [message["content"].get("text") for message in (await lead.done(talk))["items"]]
            assert one["text"] in said
        assert (await agent.get(path)).status_code == 403


async def test_what_nobody_asked_a_year_ago_is_new_where_the_bot_was_there(
    server, shop, knowledge, visitors
):
    for texts in (LETTERS, [*LETTERS, *DISHES]):
        for text in texts:
            visitor = await visitors(language="zh-CN")
            await visitor.say(text)
            await visitor.closes()
        server.clock.advance(seconds=366 * DAY if texts == LETTERS else DAY)
    view = await looked(await shop.hire("later", "lead"))
    new = {"洗碗机" in "".join(topic["terms"]): topic["is_new"] for topic in view["topics"]}
    assert new == {True: True, False: False}


async def test_what_was_recalled_after_a_look_is_shown_no_more(lead, asked, visitors):
    visitor = await visitors(language="zh-CN")
    said = await visitor.say("能在杯子上刻字吗")

    def shown(view):
        return {text for topic in view["topics"] for text in topic["samples"]}

    assert "能在杯子上刻字吗" in shown(await looked(lead))
    await visitor.recalls(said)
    assert shown(await read(lead)) == {*DISHES, *LETTERS}


async def test_nothing_learned_goes_live_unapproved(lead, asked, shop):
    topic = next(one for one in (await looked(lead))["topics"] if "刻字" in "".join(one["terms"]))
    body = {
        "question": topic["draft_question"],
        "answer": "可以刻字，加十元。",
        "similar": ["能刻名字吗"],
    }
    path = f"/api/leaks/topics/{topic['id']}/entry"
    drafted = await lead.done(await lead.post(path, body), 201)
    assert (drafted["entry_status"], drafted["decision"]) == ("draft", "bot")

    async def answer():
        visitor = await shop.visitor(language="zh-CN")
        await visitor.say(topic["draft_question"])
        return (await visitor.messages())[-1]

    assert (await answer())["content_type"] == "unknown"
    entry = await lead.get(f"/api/knowledge/entries/{drafted['entry_id']}")
    assert entry.json()["similar"] == body["similar"]
    await lead.done(await lead.patch(f"{ENTRIES}/{drafted['entry_id']}", {"status": "live"}))
    assert (await answer())["content"]["text"] == body["answer"]


async def test_a_decision_is_a_task_for_its_owner_and_outlives_the_next_look(lead, asked):
    topic = (await looked(lead))["topics"][0]
    path = f"/api/leaks/topics/{topic['id']}/decision"
    decided = await lead.done(await lead.put(path, {"decision": "fix_product"}))
    assert (decided["owner"], decided["done_at"]) == ("operations", None)
    again = {one["id"]: one for one in (await looked(lead))["topics"]}[topic["id"]]
    assert again["decision"] == "fix_product"
    done = await lead.done(await lead.put(path, {"decision": "fix_product", "done": True}))
    assert done["done_at"] is not None


async def test_a_look_happens_by_itself_soon_and_then_every_day(server, asked, visitors):
    await server.wait(seconds=3_700)
    assert len(await server.rows(Topic)) == 2
    await server.wait(seconds=9 * DAY)
    week = {topic["week"] for topic in await server.rows(Topic)}
    assert week == {0}  # what is a week old is no longer new


def fail(*_):
    raise MemoryError


async def test_a_look_that_fails_is_not_the_last_one(server, lead, asked, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(looking, "clusters_of", fail)
        await lead.done(await lead.post(LOOK), 202)
        assert (await read(lead))["looking"]
        for _ in range(2 * looking.LAPSES // MINUTE):
            await server.wait(seconds=60)
    view = await read(lead)
    assert (view["looking"], view["topics"]) == (False, [])
    await server.wait(seconds=DAY)
    assert len(await server.rows(Topic)) == 2


async def test_a_topic_rises_only_when_it_is_asked_more_often(
    server, shop, knowledge, visitors, monkeypatch
):
    monkeypatch.setattr(looking, "MOST_QUESTIONS", 12)
    for _ in range(2):
        for _ in range(8):
            visitor = await visitors(language="zh-CN")
            await visitor.say(DISHES[0])
            await visitor.closes()
        server.clock.advance(seconds=6 * DAY)
    (topic,) = (await looked(await shop.hire("later", "lead")))["topics"]
    assert (topic["week"], topic["week_before"], topic["size"]) == (8, 8, 16)


async def test_what_was_decided_on_and_is_asked_no_more_counts_nothing(server, shop, lead, asked):
    topic = (await looked(lead))["topics"][0]
    path = f"/api/leaks/topics/{topic['id']}/decision"
    await lead.done(await lead.put(path, {"decision": "fix_product"}))
    server.clock.advance(seconds=70 * DAY)
    (left,) = (await looked(await shop.hire("later", "lead")))["topics"]
    assert (left["id"], left["decision"]) == (topic["id"], "fix_product")
    assert (left["size"], left["week"], left["week_before"]) == (0, 0, 0)


async def test_the_confusion_map_shows_live_entries(lead, knowledge):
    draft = {"question": "退货运费怎么退", "similar": ["想退货吗"], "answer": "随退款退。"}
    other = (await lead.done(await lead.post(ENTRIES, draft), 201))["id"]
    pair = (await looked(lead))["confusions"][0]
    assert {pair["one_id"], pair["other_id"]} == {other, knowledge[RETURNS["question"]]}
    assert pair["ways"][0]["likeness"] > 0.3


async def test_topics_are_for_leads_of_the_shop(asked, lead, agent, stranger):
    (topic, _) = (await looked(lead))["topics"]
    assert (await agent.get("/api/leaks/topics")).status_code == 403
    assert (await read(stranger))["topics"] == []
    answer = await stranger.put(f"/api/leaks/topics/{topic['id']}/decision", {"decision": "bot"})
    assert answer.status_code == 404


# ------------------------------------------------------------------ the league


async def league(lead, **asked):
    return await lead.done(await lead.get("/api/leaks/league", **asked))


async def test_the_league_ranks_by_failures_without_any_rating(lead, knowledge, visitors):
    for text, then in (
        *[("怎么退货", "人工")] * 3,
        ("怎么退货", "谢谢"),
        ("怎么开发票", "发票到底怎么开啊"),
    ):
        visitor = await visitors(language="zh-CN")
        await visitor.say(text)
        await visitor.say(then)
        await visitor.closes()
    first, second, *_ = await league(lead)
    assert (first["question"], first["n"], first["failures"]) == (RETURNS["question"], 4, 3)
    assert (first["failure_rate"], first["score"]) == (0.75, None)
    assert first["outcomes"]["transferred"] == 3
    assert second["question"] == INVOICE["question"]
    assert second["outcomes"]["rephrased"] == 1


async def test_what_is_due_to_be_read_is_listed_until_somebody_has(server, shop, lead, knowledge):
    assert await league(lead) == []
    await server.wait(seconds=91 * DAY)
    reader = await shop.hire("later", "lead")
    due = await league(reader)
    assert {row["overdue"] for row in due} == {True}
    assert len(due) == len(knowledge)
    path = f"/api/leaks/league/{due[0]['entry_id']}/reviews"
    await reader.done(await reader.post(path, verdict()), 204)
    assert due[0]["entry_id"] not in {row["entry_id"] for row in await league(reader)}


def verdict(**more):
    return {"correct": True, "complete": True, "executable": True} | more


async def test_what_was_found_wrong_stands_first_until_the_answer_changes(
    server, shop, lead, knowledge, visitors
):
    for _ in range(3):
        visitor = await visitors(language="zh-CN")
        await visitor.say("怎么退货")
        await visitor.say("人工")
        await visitor.closes()
    entry_id = knowledge[INVOICE["question"]]
    path = f"/api/leaks/league/{entry_id}/reviews"
    await lead.done(await lead.post(path, verdict(complete=False, note="没说要多久")), 204)
    first, second = await league(lead)
    assert first["entry_id"] == entry_id
    assert (first["found"]["flaws"], first["found"]["note"]) == (["complete"], "没说要多久")
    assert first["found"]["by"]
    assert second["found"] is None
    entry = f"{ENTRIES}/{entry_id}"
    server.clock.advance(seconds=60)
    for change in ({"category": "发票"}, {"similar": ["发票呢"]}):
        await lead.done(await lead.patch(entry, change))
        assert (await league(lead))[0]["entry_id"] == entry_id
    await lead.done(await lead.patch(entry, {"answer": "下单后三天内自动发送。"}))
    assert entry_id not in {row["entry_id"] for row in await league(lead)}


async def test_a_later_reading_that_finds_nothing_wrong_settles_it(server, lead, knowledge):
    entry_id = knowledge[INVOICE["question"]]
    path = f"/api/leaks/league/{entry_id}/reviews"
    for found, listed in ((verdict(correct=False), True), (verdict(), False)):
        server.clock.advance(seconds=60)
        await lead.done(await lead.post(path, found), 204)
        assert (entry_id in {row["entry_id"] for row in await league(lead)}) is listed
    reading = await lead.done(await lead.get(f"/api/leaks/league/{entry_id}/reading"))
    assert [one["flaws"] for one in reading["reviews"]] == [[], ["correct"]]


async def test_only_a_reading_or_another_answer_puts_off_when_it_is_due(
    server, shop, lead, knowledge
):
    entry_id = knowledge[INVOICE["question"]]
    await server.wait(seconds=91 * DAY)
    reader = await shop.hire("later", "lead")
    await reader.done(await reader.patch(f"{ENTRIES}/{entry_id}", {"category": "发票"}))
    assert entry_id in {row["entry_id"] for row in await league(reader)}
    english = {"en": {"question": "How do I get an invoice?", "answer": "It is sent to you."}}
    await reader.done(await reader.patch(f"{ENTRIES}/{entry_id}", {"translations": english}))
    assert entry_id not in {row["entry_id"] for row in await league(reader)}


async def test_who_reads_an_answer_sees_what_people_answered_in_its_place(
    lead, agent, customer, knowledge
):
    await customer.say("怎么退货")
    await agent.goes("available")
    await customer.asks_for_human()
    await agent.accept()
    await agent.reply("您好")
    await agent.reply("我帮您申请，快递明天上门取件。")
    await agent.close()
    await customer.rates(5)
    path = f"/api/leaks/league/{knowledge[RETURNS['question']]}/reading"
    (answer,) = (await lead.done(await lead.get(path)))["people"]
    assert (answer["text"], answer["score"]) == ("我帮您申请，快递明天上门取件。", 5)
    assert (await agent.get(path)).status_code == 403


async def test_what_was_offered_and_chosen_by_nobody_is_not_known_either(lead, knowledge, visitors):
    for chooses in (False, False, True):
        visitor = await visitors(language="zh-CN")
        await visitor.say("邮费退吗")
        offered = (await visitor.messages())[-1]
        assert offered["content_type"] == "choices"
        if chooses:
            tap = {"content_type": "choice", **offered["content"]["choices"][0]}
            await visitor.act("messages", None, {"client_key": visitor.key(), **tap})
        await visitor.closes()
    assert (await looked(lead))["questions"] == 2
