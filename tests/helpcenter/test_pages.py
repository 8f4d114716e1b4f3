"""The public help pages: what everybody may read, and nothing else, in plain HTML."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.fixtures.people import found_shop
from tests.helpcenter.conftest import (
    DELAY,
    FRYER,
    GOLD,
    HURT,
    INVOICE,
    RETURNS,
    SECRET,
    TRACK,
    home_of,
)

ANSWERS = ("延误会赔付", "直接拨打专线", "二十元", "马上转专人")


async def page_of(person, path, status=200, **params):
    answer = await person.get(path, **params)
    assert answer.status_code == status, answer.text
    assert "script" not in LexborHTMLParser(answer.text).html.replace("<!--", "")
    return LexborHTMLParser(answer.text)


def questions(page):
    return [one.text() for one in page.css(".questions a > span")]


async def test_the_start_page_shows_public_questions_by_category(anonymous, knowledge):
    page = await page_of(anonymous, "/help/qinghe")
    assert {TRACK, RETURNS, FRYER, INVOICE} <= set(questions(page))
    assert not {DELAY, GOLD, SECRET, HURT} & set(questions(page))
    assert {"物流", "退换"} <= {one.text() for one in page.css("h2")}
    assert "内部" not in page.body.text()


async def test_a_question_is_found_and_its_answer_read(anonymous, knowledge):
    page = await page_of(anonymous, "/help/qinghe", q="想退货")
    assert questions(page)[0] == RETURNS
    answer = await page_of(anonymous, page.css_first(".questions a").attributes["href"])
    assert answer.css_first("h1").text() == RETURNS
    assert "七天内可以退" in answer.css_first(".answer").text()


@pytest.mark.parametrize("question", [DELAY, GOLD, SECRET, HURT])
async def test_what_is_not_for_everybody_is_nowhere(anonymous, knowledge, question):
    entry = await page_of(anonymous, f"/help/qinghe/{knowledge[question]}", 404)
    found = await page_of(anonymous, "/help/qinghe", q=question.strip("？"))
    for page in (entry, found):
        assert not any(answer in page.html for answer in ANSWERS)
        assert question not in questions(page)


async def test_what_only_an_order_can_tell_is_left_out(anonymous, lead, knowledge):
    text = "预计{eta}送到。没有订单时，一般三天送到。"
    path = f"/api/knowledge/entries/{knowledge[RETURNS]}"
    await lead.done(await lead.patch(path, {"answer": text}))
    page = await page_of(anonymous, f"/help/qinghe/{knowledge[RETURNS]}")
    assert page.css_first(".answer").text().strip() == "没有订单时，一般三天送到。"


async def test_a_page_is_the_whole_answer(anonymous, lead, knowledge):
    text = (
        "{shop_name}的运费如下：\n\n| 地区 | 运费 |\n|---|---|\n| 江浙沪 | 5 元 |\n\n"
        "![示意图](https://shop.example/a.png)\n\n欢迎来{shop_name}选购。"
    )
    path = f"/api/knowledge/entries/{knowledge[RETURNS]}"
    await lead.done(await lead.patch(path, {"answer": text}))
    page = await page_of(anonymous, f"/help/qinghe/{knowledge[RETURNS]}")
    answer = page.css_first(".answer")
    assert [cell.text() for cell in answer.css("td")] == ["江浙沪", "5 元"]
    assert answer.css_first("a").attributes["href"] == "https://shop.example/a.png"
    assert answer.css_first("a").text() == "示意图"
    assert "|" not in answer.text()
    assert "!" not in answer.text()
    assert "{" not in answer.text()
    assert "的运费如下" in answer.text()
    assert "选购" in answer.text()


async def test_an_entry_that_is_taken_down_is_gone_at_once(anonymous, lead, knowledge):
    path = f"/help/qinghe/{knowledge[TRACK]}"
    await page_of(anonymous, path)
    await lead.done(await lead.delete(f"/api/knowledge/entries/{knowledge[TRACK]}"))
    page = await page_of(anonymous, path, 404)
    assert page.css_first("form") is not None


@pytest.mark.parametrize(
    ("language", "title", "question"),
    [("en", "help centre", "Where is my parcel?"), ("zh-TW", "說明中心", TRACK)],
)
async def test_the_pages_speak_three_languages(anonymous, knowledge, language, title, question):
    page = await page_of(anonymous, "/help/qinghe", language=language)
    assert title in page.css_first("title").text()
    assert question in questions(page)
    shown = next(
        one for one in page.css(".questions a > span") if one.text() == TRACK or language == "en"
    )
    assert shown.attributes["lang"] in {language, "zh-CN"}


async def test_the_browsers_language_is_spoken_when_none_is_asked_for(anonymous, knowledge):
    answer = await anonymous.ask("GET", "/help/qinghe", headers={"Accept-Language": "en-GB"})
    assert "help centre" in answer.text


HOSTILE = """<script>alert(1)</script> <img src=x onerror=alert(1)>

[a](javascript:alert(1)) ![b](https://evil.example/x.png) **bold**"""


async def test_markup_in_an_entry_or_a_query_stays_text(anonymous, lead):
    draft = {"question": "<b>x</b><script>y</script>", "answer": HOSTILE, "category": "<i>c</i>"}
    made = await lead.done(await lead.post("/api/knowledge/entries", draft), 201)
    answer = await anonymous.get(f"/help/qinghe/{made['id']}")
    page = LexborHTMLParser(answer.text)
    assert not page.css("script, img, article b, article i")
    assert page.css_first(".answer strong").text() == "bold"
    assert not [one for one in page.css("a") if "javascript" in (one.attributes["href"] or "")]
    found = await anonymous.get("/help/qinghe", q='"><script>z</script>')
    assert not LexborHTMLParser(found.text).css("script")
    assert "default-src 'none'" in found.headers["content-security-policy"]


async def test_a_shop_nobody_knows_and_a_name_two_shops_share_lead_nowhere(
    anonymous, server, shop, knowledge
):
    assert (await anonymous.get("/help/nobody")).status_code == 404
    await found_shop(server, "Other", "qinghe")
    assert (await anonymous.get("/help/qinghe")).status_code == 404
    page = await page_of(anonymous, f"/help/{shop.merchant.public_key}")
    contact = page.css_first("a.contact").attributes["href"]
    assert re.search(rf"key={re.escape(shop.merchant.public_key)}", contact)


async def test_a_stranger_who_takes_a_shops_name_does_not_break_the_ways_to_its_help(
    anonymous, server, shop, visitor, lead, knowledge
):
    assert (await home_of(visitor))["help_path"] == "/help/qinghe"
    await found_shop(server, "Other", "qinghe")
    shown_to_staff = await lead.done(await lead.get("/api/helpcenter/settings"))
    for view in (await home_of(visitor), shown_to_staff):
        page = await page_of(anonymous, view["help_path"])
        assert RETURNS in questions(page)
