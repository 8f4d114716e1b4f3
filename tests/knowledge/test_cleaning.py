"""Scraped text comes out as a person wrote it, and nothing else is touched."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yingda.knowledge.cleaning import mojibake
from yingda.knowledge.cleaning.washing import Shape, wash

ORDINARY = (
    "你好，我们七天内可以退货。訂單出貨後會寄簡訊通知您。"
    "The parcel ships in 2 days. Ça va, naïve café?"
)
SENTENCES = st.lists(
    st.sampled_from(
        [
            "下单后 48 小时内发货。",
            "訂單出貨後會寄簡訊通知您。",
            "Refunds take 3–5 days.",
            "**重点**：保留包装。",
            "- 第一步\n- 第二步\n    - 里面一层",
            "1. 打开盒子\n2. 接上电源",
            "见[退货说明](https://shop.example/returns?a=1&copy=2)",
            "```sh\ncurl  <host>   &amp; ls\n```",
            "| 城市 | 天数 |\n| --- | --- |\n| 上海  | 2    |",
            "用 `<order  id>` 查询，a < b && c > d",
            "价格：¥199（含税） 北京 (Beijing)",
            "👨‍👩‍👧 家庭装 ❤️",
            "café naïve “quoted” … 50€",
        ]
    ),
    min_size=1,
).map("\n\n".join)
SHAPES = st.sampled_from(["line", "page", "markdown"])
PIECES = st.lists(
    st.sampled_from(
        [
            "退款", "系統(tǒng)", "(kuǎn)", "<p>", "</p>", "<b>", "</b>", "<li>", "<td>", "<pre>",
            "</pre>", "<br/>", "<a href='/x'>", "</a>", "<host>", "<", ">", "&", "&amp;", "&lt;",
            "p&gt;", "&nbsp;", "\u3000", "\u200b", "\u200d", "👨", "  ", "\n", "\n\n\n", "`", "```",
            "~~~", "\r\n", "\x00", "ä½\xa0å¥½", "浣犲ソ", "\ufffd", "|", "- ", "> ", "#",
            "*", "{{< x >}}",
            "\ue0005\ue001", "https://t.cn/x", "[a](b)", "<!--", "-->", "<ul>", "</ul>", "<table>",
        ]
    )
    | st.text(max_size=6)
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("dirty", "clean", "change"),
    [
        ("系統(tǒng)會在3天內退款(kuǎn)。", "系統會在3天內退款。", "pinyin_removed"),
        ("如何退货（tuì huò）？", "如何退货？", "pinyin_removed"),
        ("ä½\xa0å¥½ï¼Œæ¬¢è¿Žå…‰ä¸´", "你好，欢迎光临", "mojibake_repaired"),
        ("你好，欢迎您".encode().decode("gb18030"), "你好，欢迎您", "mojibake_repaired"),
        ("It’s cafÃ© time", "It’s café time", "mojibake_repaired"),
        ("<p>可以&nbsp;退</p>", "可以 退", "html_removed"),
        ("a &amp; b", "a & b", "entities_decoded"),
        ("退\u200b款\ufeff", "退款", "invisible_removed"),
        ("运费　多少", "运费 多少", "wide_spaces"),
        ("运费   多少 ", "运费 多少", "spaces_collapsed"),
        ("一\r\n二", "一\n二", "line_ends"),
        ('{{< copyable "sql" >}}\n\n好', "好", "shortcode_removed"),
    ],
)
def test_what_a_page_left_behind_is_removed_and_named(dirty, clean, change):
    washed = wash(dirty, "page")
    assert washed.text == clean
    assert change in washed.changes


def test_a_scraped_page_becomes_markdown():
    page = (
        "<div class='c'>\n  <h3>退货</h3><p>见 <a href='https://a.example/b'>说明</a>，<b>保留</b>"
        "包装<br>和发票</p>\n  <ol><li>申请</li><li>寄回<ul><li>顺丰</li></ul></li></ol>"
        "<table><tr><th>地区</th><th>天</th></tr><tr><td>上海</td><td>2</td></tr></table>"
        "<pre>a  &lt; b</pre><script>steal()</script><a href='javascript:x()'>点</a></div>"
    )
    assert wash(page, "page").text == (
        "### 退货\n\n见 [说明](https://a.example/b)，**保留**包装\n和发票\n\n1. 申请\n2. 寄回\n"
        "   - 顺丰\n\n| 地区 | 天 |\n| --- | --- |\n| 上海 | 2 |\n\n```\na  < b\n```\n\n点"
    )


def test_a_question_keeps_only_its_words():
    assert wash("<b>怎么</b>\n退&lt;3&gt;货", "line").text == "怎么 退<3>货"


def test_placeholders_and_code_that_look_like_tags_stay():
    text = "运行 `tiup <cluster>`，把 <cluster-name> 换成 a < b\n\n```\n<p>  &amp;\n```"
    assert wash(text).text == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("加微信 abc12345 免费领取资料", "advert"),
        ("更多：https://a.cn https://b.cn https://c.cn", "link_spam"),
        ("快来 https://t.cn/A6abc", "link_spam"),
        ("锟斤拷锟斤拷", "unreadable"),
        ("鎴戣閫€娆\ufffd", "unreadable"),
        ("由 {{{ .company }}} 提供", "placeholder"),
    ],
)
def test_spam_and_ruins_are_pointed_out_not_dropped(text, code):
    washed = wash(text, "page")
    assert washed.text == text
    assert [found.code for found in washed.suspicions] == [code]


@pytest.mark.parametrize(
    "text",
    [
        ORDINARY,
        (
            "- [安装](https://a.example/1)：三步装好\n- [使用](https://a.example/2)：日常保养方法\n"
            "- [清洁](https://a.example/3)：每月一次就够"
        ),
        "客服微信在订单页可以看到",
        "支持微信、支付宝付款",
    ],
)
def test_ordinary_answers_are_not_suspected(text):
    assert wash(text).suspicions == ()


@given(SENTENCES)
def test_clean_text_is_left_alone(text):
    washed = wash(text)
    assert (washed.text, washed.changes) == (text, ())


@settings(max_examples=300)
@given(PIECES, SHAPES)
@example("&amp;amp;lt;p&amp;gt;", "page")
@example("<pre>a</pre>  ", "markdown")
def test_washing_twice_changes_nothing_more(text, shape: Shape):
    once = wash(text, shape)
    again = wash(once.text, shape)
    assert again.text == once.text
    assert again.changes == ()


@given(st.text(alphabet=ORDINARY, min_size=2))
def test_mojibake_repair_undoes_every_wrong_reading(text):
    for wrong in ("latin-1", "cp1252", "gb18030"):
        try:
            damaged = text.encode().decode(wrong)
        except UnicodeDecodeError:
            continue
        repaired = mojibake.repair(damaged)
        assert repaired == text or wrong == "gb18030"


@given(st.text(alphabet=ORDINARY))
def test_mojibake_repair_leaves_real_words_alone(text):
    assert mojibake.repair(text) == text
