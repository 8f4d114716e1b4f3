"""Files of many kinds are read row by row, and a broken row costs only itself."""

import io
import json
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.knowledge import errors
from yingda.knowledge.importing import limits
from yingda.knowledge.importing.preview import Known, judge
from yingda.knowledge.importing.reading import read_rows
from yingda.knowledge.importing.rows import BrokenRow, Row


def rows_of(name, content):
    return read_rows(name, content.encode() if isinstance(content, str) else content)


def told(rows):
    """Line and question of each good row; line and codes of each broken one."""
    return [
        (row.line, [note.code for note in row.problems])
        if isinstance(row, BrokenRow)
        else (row.line, row.question)
        for row in rows
    ]


def workbook(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_from_any_chinese_computer_is_read(encoding):
    text = "问题,答案,分类,相似问\n怎么退货？,七天内可以。,售后,如何退货|想退货\n"
    (row,) = rows_of("faq.csv", text.encode(encoding))
    assert (row.question, row.answer, row.category) == ("怎么退货？", "七天内可以。", "售后")
    assert row.similar == ("如何退货", "想退货")


def test_a_csv_from_a_taiwan_computer_is_read():
    text = "問題,答案\n怎麼退貨？,七天內可以申請退貨，我們會寄簡訊通知您。\n"
    (row,) = rows_of("faq.csv", text.encode("cp950"))
    assert row.question == "怎麼退貨？"


def test_broken_rows_are_listed_with_their_line_and_the_others_kept():
    text = (
        "question,answer,answer_mode,valid_until\n"
        "一,甲,,\n"
        ",没有问题,,\n"
        "三,,,\n"
        "四,丁,秘密,\n"
        "五,戊,internal,2026-13-01\n"
        "六,己,,,多一列\n"
        '七,"多\n行",human,2026年12月31日\n'
        "八,,human,\n"
    )
    assert told(rows_of("a.csv", text)) == [
        (2, "一"),
        (3, ["row_no_question"]),
        (4, ["row_no_answer"]),
        (5, ["row_mode_unknown"]),
        (6, ["row_date_wrong"]),
        (7, ["row_columns"]),
        (8, "七"),
        (10, "八"),
    ]


def test_a_stray_quote_does_not_swallow_the_rows_behind_it():
    text = 'q,a\n一,"甲\n二,乙\n三,"丙\n四,丁\n五,"戊""\n"\n'
    assert told(rows_of("a.csv", text)) == [
        (2, ["row_quote_open"]),
        (3, "二"),
        (4, ["row_quote_open"]),
        (5, "四"),
        (6, "五"),
    ]


def test_a_bad_byte_spoils_only_its_row():
    content = "q,a\n一,甲\n二,乙\n三,丙\n".encode().replace("乙".encode(), b"\xe4\xb9")
    assert told(rows_of("a.csv", content)) == [(2, "一"), (3, ["row_undecodable"]), (4, "三")]


CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",\n'), max_size=8
)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8))
def test_every_csv_that_python_writes_is_read_back(pairs):
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["question", "answer"])
    pairs = [(f"问{q}？", f"答{a}。") for q, a in pairs]
    writer.writerows(pairs)
    rows = list(rows_of("a.csv", out.getvalue())) if pairs else []
    # U+FFFD is what a damaged byte becomes: such a row is refused on purpose.
    kept = [pair for pair in pairs if "\ufffd" not in "".join(pair)]
    assert [(r.question, r.answer) for r in rows if isinstance(r, Row)] == kept


@given(st.binary(max_size=300), st.sampled_from([".csv", ".jsonl", ".md", ".xlsx"]))
def test_no_file_however_damaged_is_more_than_a_problem(content, suffix):
    try:
        rows = rows_of(f"a{suffix}", content)
    except errors.Problem:
        return
    judge(rows, {})


def test_jsonl_tells_apart_what_is_not_json_and_what_is_not_a_row():
    lines = [
        json.dumps({"question": "一", "answer": "甲", "similar": ["壹", "1"]}),
        "{broken",
        "[1]",
        "",
        json.dumps({"问题": "二", "答案": "乙", "translations": {"en": {"question": "Two"}}}),
        json.dumps({"q": "三", "a": "丙", "mode": "conditional"}),
        json.dumps(
            {"q": "四", "a": "丁", "mode": "conditional",
             "conditions": {"field": "tier", "op": ">=", "value": 3}}
        ),
    ]  # fmt: skip
    rows = rows_of("a.jsonl", "\n".join(lines))
    assert told(rows) == [
        (1, "一"),
        (2, ["row_not_json"]),
        (3, ["row_not_object"]),
        (5, "二"),
        (6, ["row_no_conditions"]),
        (7, "四"),
    ]
    assert rows[3].translations == {"en": {"question": "Two"}}


def test_a_workbook_is_read_from_the_sheet_that_has_the_columns():
    content = workbook(
        ("说明", [["请勿修改"]]),
        ("知识", [["知识库导出"], ["问题", "答案"], ["一", 12.0], [None, None], ["三", "#REF!"]]),
    )
    rows = rows_of("a.xlsx", content)
    assert told(rows) == [(3, "一"), (5, ["row_cell_error"])]
    assert rows[0].answer == "12"


def test_a_workbook_that_unpacks_to_a_flood_is_refused():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    with pytest.raises(errors.FileUnreadable) as refused:
        rows_of("a.xlsx", bomb.getvalue())
    assert refused.value.params == {"reason": "unpacks_too_large"}


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.exe", "MZ", errors.FileTypeUnknown),
        ("a.csv", "", errors.FileEmpty),
        ("a.csv", "name,price\n1,2\n", errors.HeaderMissing),
        ("a.xlsx", "not a zip", errors.FileUnreadable),
        ("a.md", b"x" * (limits.FILE_BYTES + 1), errors.FileTooLarge),
        ("a.csv", "q,a\n" + "1,2\n" * (limits.ROWS + 1), errors.TooManyRows),
    ],
)
def test_a_file_that_is_unusable_as_a_whole_is_refused(name, content, problem):
    with pytest.raises(problem):
        rows_of(name, content)


MARKDOWN = """---
title: 常见问题
aliases: ['/a/']
---

# 常见问题

本文介绍常见问题。

## 1.1 退换货

本节列出了退换货的问题。

### 1.1.1 怎么退货？

- 打开**订单**，见[说明](/returns.md)
    - 里面一层

```sh
# 不是标题
curl <host>
```

> **注意：**
>
> 保留包装。

### [换货](/x.md)和 `swap` 有何区别？

换货不退钱。

#### 举例

杯子碎了。

## 如何开发票？

### 电子发票

自动发送。

### 纸质发票

联系客服。

## 空标题
"""


def test_headings_of_markdown_are_questions_and_their_text_the_answer():
    rows = rows_of("faq.md", MARKDOWN)
    assert told(rows) == [
        (6, "常见问题"),
        (10, "退换货"),
        (14, "怎么退货？"),
        (28, "换货和 `swap` 有何区别？"),
        (36, "如何开发票？"),
        (46, ["row_no_answer"]),
    ]
    assert [note.code for row in rows[:2] for note in row.notes] == ["introduction"] * 2
    assert rows[2].category == "常见问题 / 退换货"
    answer = MARKDOWN[MARKDOWN.index("- 打开") : MARKDOWN.index("\n\n### [换货]")]
    assert rows[2].answer == answer
    assert rows[3].answer == "换货不退钱。\n\n#### 举例\n\n杯子碎了。"
    assert rows[4].answer.endswith("### 纸质发票\n\n联系客服。")


@given(st.text(st.sampled_from("#` \n>-a问？*[]()~0."), max_size=120))
def test_no_word_of_a_markdown_file_is_lost(text):
    try:
        rows = rows_of("a.md", "# 问题？\n" + text)
    except errors.Problem:
        return
    told_words = "".join(row.question + row.answer + getattr(row, "category", "") for row in rows)
    for letter in "a问0":
        # numbering in front of a heading is dropped on purpose
        assert letter == "0" or told_words.count(letter) >= text.count(letter)


def test_the_preview_says_what_would_happen_to_every_row():
    text = (
        "question,answer\n"
        "怎么退货？,七天内可以。\n"
        "系統(tǒng)在哪,<p>在<b>这里</b></p>\n"
        "领奖,加微信 abc12345 免费领取\n"
        "怎麼退貨,再来一次\n"
        "运费多少,十元\n"
        ",无\n"
    )
    judged = judge(rows_of("a.csv", text), {"运费多少": Known("e1", "十元")})
    assert [row.verdict for row in judged] == [
        "clean",
        "cleaned",
        "quarantined",
        "duplicate",
        "duplicate",
        "broken",
    ]
    assert (judged[1].question, judged[1].answer) == ("系統在哪", "在**这里**")
    assert judged[1].changes == ("pinyin_removed", "html_removed")
    assert [(note.code, note.params) for row in judged[3:5] for note in row.problems] == [
        ("differs_in_file", {"line": 2}),
        ("duplicate_of_entry", {"entry_id": "e1"}),
    ]
    assert judged[4].same_as == "e1"


def test_placeholders_of_a_site_generator_can_be_filled():
    rows = rows_of("a.md", "## 谁做的？\n\n{{{ .company }}} 公司")
    assert judge(rows, {})[0].verdict == "quarantined"
    filled = judge(rows, {}, fill={"company": "青禾"})[0]
    assert (filled.verdict, filled.answer) == ("cleaned", "青禾 公司")
