import csv
import io
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.orders.errors import FileUnreadable, HeaderMissing
from yingda.orders.reading import read_orders, read_products

ZONE = "Asia/Shanghai"
ORDERS = """订单编号,订单状态,下单时间,付款时间,实付金额,买家编号,商品名称,数量,单价,收货地址
A1,已发货,2026-11-01 12:30,2026/11/1 12:31:05,"¥1,299.00",U1,扫地机,1,1299,杭州市文三路1号
A2,待付款,2026-11-02,,,U2,"毛巾, 两条",2,19.9,
"""


def table(rows, **style):
    sheet = io.StringIO()
    csv.writer(sheet, **style).writerows(rows)
    return sheet.getvalue().encode()


def broken(found):
    return [(row.line, row.code.removeprefix("orders.row.")) for row in found.broken]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_chinese_order_file_is_read_in_any_usual_encoding(encoding):
    found = read_orders(ORDERS.encode(encoding), ZONE)
    assert found.broken == []
    first, second = found.drafts["A1"], found.drafts["A2"]
    assert (first.status, first.amount_cents, first.customer.external_id) == (
        "shipped",
        129900,
        "U1",
    )
    assert first.paid_at - first.created_at == 65_000
    assert first.created_at == 1_793_507_400_000
    assert (second.paid_at, second.amount_cents) == (None, 3980)
    assert [item.title for item in second.items] == ["毛巾, 两条"]


def test_taiwans_headings_and_encoding_are_read():
    text = "訂單編號,訂單狀態,下單時間,商品名稱,單價\nA1,已出貨,2026-11-01 12:30,氣炸鍋,1990\n"
    for encoding in ("big5", "utf-8"):
        found = read_orders(text.encode(encoding), "Asia/Taipei")
        assert found.drafts["A1"].items[0].title == "氣炸鍋"
        assert found.drafts["A1"].status == "shipped"


def test_english_headings_tabs_and_offsets_are_read():
    text = "Order Number\tStatus\tCreated\nA1\tPAID\t2026-11-01T12:30:00+08:00\n"
    found = read_orders(text.encode(), "UTC")
    assert found.drafts["A1"].created_at == 1_793_507_400_000


def test_rows_of_one_order_become_its_items():
    rows = [
        ["order_id", "status", "created_at", "title", "price", "quantity"],
        ["A1", "paid", "2026-11-01", "Cup", "5", "2"],
        ["A1", "paid", "2026-11-01", "Pot", "7.50", ""],
    ]
    items = read_orders(table(rows), ZONE).drafts["A1"].items
    assert [(one.title, one.quantity, one.price_cents) for one in items] == [
        ("Cup", 2, 500),
        ("Pot", 1, 750),
    ]


def test_an_order_without_an_amount_costs_what_its_items_cost():
    rows = [
        ["order_id", "status", "created_at", "title", "price", "quantity"],
        ["A1", "paid", "2026-11-01", "Cup", "5", "2"],
        ["A1", "paid", "2026-11-01", "Pot", "7.50", ""],
    ]
    assert read_orders(table(rows), ZONE).drafts["A1"].amount_cents == 1750


def test_broken_rows_are_named_by_line_and_the_others_are_kept():
    rows = [
        ["order_id", "status", "created_at", "amount", "title", "quantity"],
        ["A1", "paid", "2026-11-01", "5", "two\nlines", "1"],
        ["", "paid", "2026-11-01", "5", "x", "1"],
        ["A3", "lost", "2026-11-01", "5", "x", "1"],
        ["A4", "paid", "soon", "5", "x", "1"],
        [],
        ["A5", "paid", "2026-11-01", "five", "x", "1"],
        ["A6", "paid", "2026-11-01", "5", "x", "-1"],
        ["A7", "paid", "2026-11-01", "5.001", "x", "1"],
        ["A8", "paid", "2026-11-01", "5", "x", "1", "extra"],
        ["A9", "paid", "2026-11-01", "5", "x" * 201, "1"],
        ["B1", "paid", "2026-11-01", "5", "x", "0"],
        ["B2", "paid", "2026-11-01", "NaN", "x", "1"],
        ["B3", "paid", "2026-11-01", "5", "x", "1"],
    ]
    found = read_orders(table(rows), ZONE)
    assert list(found.drafts) == ["A1", "B3"]
    assert broken(found) == [
        (4, "missing"),
        (5, "unknown_word"),
        (6, "not_a_time"),
        (8, "not_a_number"),
        (9, "not_a_count"),
        (10, "not_an_amount"),
        (11, "too_many_cells"),
        (12, "too_long"),
        (13, "not_valid"),
        (14, "not_a_number"),
    ]


def test_an_order_with_a_broken_row_is_not_stored_in_part():
    rows = [
        ["order_id", "status", "created_at", "title", "quantity"],
        ["A1", "paid", "2026-11-01", "Cup", "1"],
        ["A2", "paid", "2026-11-01", "Pan", "1"],
        ["A1", "paid", "2026-11-01", "Pot", "many"],
        ["A1", "paid", "2026-11-01", "Lid", "1"],
    ]
    found = read_orders(table(rows), ZONE)
    assert list(found.drafts) == ["A2"]
    assert broken(found) == [(2, "order_incomplete"), (4, "not_a_number"), (5, "order_incomplete")]


def test_a_product_file_is_read_and_the_later_row_holds():
    rows = [
        ["SKU", "商品名称", "价格", "库存", "图片", "不认识的列"],
        ["P1", "杯子", "￥9.90", "1,000", "/shop/cup.webp", "?"],
        ["P2", "锅", "99元", "", "javascript:alert(1)", ""],
        ["P1", "新杯子", "１２", "5", "https://example.com/c.png", ""],
    ]
    found = read_products(table(rows))
    assert broken(found) == [(3, "not_valid")]
    cup = found.drafts["P1"]
    assert (cup.title, cup.price_cents, cup.stock) == ("新杯子", 1200, 5)
    assert cup.image_url == "https://example.com/c.png"


def test_a_file_without_the_needed_columns_is_refused():
    with pytest.raises(HeaderMissing) as refusal:
        read_orders(b"order_id,status\nA1,paid\n", ZONE)
    assert refusal.value.params == {"columns": "created_at"}


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"a,b\n"]
)
def test_what_is_no_order_file_is_refused(content):
    with pytest.raises(FileUnreadable):
        read_orders(content, ZONE)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(content):
    for start in (b"", "订单编号,状态,下单时间\n".encode(), b"sku,title,price\n"):
        for read in (read_products, lambda one: read_orders(one, ZONE)):
            try:
                found = read(start + content)
            except (FileUnreadable, HeaderMissing):
                continue
            assert all(row.line >= 2 for row in found.broken)


Cell = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=30)
Row = st.tuples(
    Cell.map(str.strip).filter(bool),
    st.integers(0, 10**9),
    st.integers(0, 4_000_000_000),
    st.integers(1, 99),
)


@given(rows=st.lists(Row, min_size=1, max_size=10), delimiter=st.sampled_from(",;\t"))
def test_what_is_written_is_what_is_read(rows, delimiter):
    def written(title, cents, second, quantity):
        from datetime import datetime

        moment = datetime.fromtimestamp(second, ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M:%S")
        return [title, f"{cents // 100}.{cents % 100:02}", moment, quantity]

    header = ["order_id", "status", "title", "amount", "created_at", "quantity"]
    lines = [written(*row) for row in rows]
    body = [[f"A{n}", "paid", *line] for n, line in enumerate(lines)]
    found = read_orders(table([header, *body], delimiter=delimiter), ZONE)
    assert found.broken == []
    assert [
        (one.items[0].title, one.amount_cents, one.created_at // 1000, one.items[0].quantity)
        for one in found.drafts.values()
    ] == rows
