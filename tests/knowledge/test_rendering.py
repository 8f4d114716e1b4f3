"""One entry is written once and read in three forms; what keeps the answer back is pointed out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.knowledge.rendering.filling import filled, told
from yingda.knowledge.rendering.forms import SPOKEN_LIMIT, chat_of, forms_of, spoken_of
from yingda.knowledge.rendering.linting import direct_answer_at, lint, reading_seconds

ANSWER = """# 退货

可以，签收后 **7 天内** 都能退（定制品除外）。

| 谁的原因 | 运费 |
|---|---|
| 质量问题 | 我们出 |

1. 打开[订单页](https://shop.example/orders)
2. 点“申请退货”

![示意图](https://shop.example/a.png)
"""


def codes(question, answer):
    return [one.code for one in lint(question, answer)]


def test_one_answer_has_three_forms():
    forms = forms_of(ANSWER)
    assert forms.page == ANSWER.strip()
    assert "#" not in forms.chat
    assert "![" not in forms.chat
    assert "质量问题 · 我们出" in forms.chat
    assert forms.spoken.startswith("退货。可以，签收后 7 天内 都能退")
    assert not any(mark in forms.spoken for mark in ("*", "[", "|", "http", "（"))


def test_an_answer_of_pictures_alone_is_never_an_empty_bubble():
    forms = forms_of("![海报](https://shop.example/a.png)")
    assert forms.chat == "[海报](https://shop.example/a.png)"
    assert forms.spoken == "海报"


@pytest.mark.parametrize(
    "strange",
    ["\n" * 20_000, "-" * 20_000 + "x", "![" * 10_000, "# " + " " * 20_000 + "x", "*a " * 10_000,
     "|" * 20_000, "> " * 10_000, "[a](" * 8_000, "- " * 10_000 + "x", "`" * 20_001],
)  # fmt: skip
def test_whatever_an_answer_holds_is_read_once(strange):
    """In a time that does not grow with its square, or the limit of the whole run ends this."""
    assert forms_of(f"先说结论。{strange}\n\n完").chat.startswith("先说结论。")


def test_an_edit_changes_all_three():
    before, after = forms_of(ANSWER), forms_of(ANSWER.replace("7 天", "15 天"))
    for form in ("page", "chat", "spoken"):
        assert "7 天" in getattr(before, form)
        assert "15 天" in getattr(after, form)


@given(st.text(max_size=2_000), st.integers(20, 200))
def test_the_spoken_form_is_never_longer_than_was_asked(text, limit):
    assert len(spoken_of(text, limit)) <= limit


def test_a_spoken_form_ends_with_a_whole_sentence():
    spoken = spoken_of("今天能发货。" * 100)
    assert len(spoken) <= SPOKEN_LIMIT
    assert spoken.endswith("。")


def test_a_first_sentence_too_long_to_say_ends_at_a_comma():
    assert spoken_of("付款后二十四小时内发货，" + "偏远地区会慢一些" * 20, 40) == (
        "付款后二十四小时内发货，" + "偏远地区会慢一些偏远地区会慢一些偏远地区会慢一些偏远地…"
    )


def test_what_is_known_is_put_in_and_other_words_where_it_is_not():
    text = "您的订单 {order_no|（未识别）} 预计 {eta|3 到 5 天内} 送到。"
    assert told(text, {"order_no": "QH1", "eta": "11月25日"}) == "您的订单 QH1 预计 11月25日 送到。"
    assert told(text, {}) == "您的订单 （未识别） 预计 3 到 5 天内 送到。"


def test_a_customer_is_spared_the_sentence_that_nobody_can_finish():
    text = "已经发货。预计 {eta} 送到！有事随时找我们。"
    assert told(text, {}) == "已经发货。有事随时找我们。"
    assert told("It ships today. It arrives {eta}. Thanks.", {}).split() == [
        *("It", "ships", "today.", "Thanks.")
    ]


def test_an_agent_sees_what_is_missing():
    done = filled("{customer_name}，{eta}送到", {"customer_name": "李想"})
    assert (done.text, done.missing) == ("李想，{eta}送到", ("eta",))


@given(st.text(max_size=300))
def test_no_customer_reads_a_hole(text):
    assert "{eta}" not in told(text + "{eta}" + text, {})


def test_a_long_talk_before_the_answer_is_flagged_with_its_length():
    answer = (
        "尊敬的顾客，感谢您选择我们的店铺，由于近期订单量较大，为了保证每一位顾客的购物体验，"
        "我们的仓库同事正在加班加点地为大家打包，因为快递公司的运力也比较紧张，"
        "您的包裹预计周三送到。"
    )
    (finding,) = lint("我的快递什么时候到？", answer)
    assert (finding.code, int(finding.value) > 60) == ("late_answer", True)


PREAMBLES = {
    "物流什么时候到": "为了保证您的购物体验，我们的仓库每天都会按照下单顺序安排拣货打包，会有同事"
    "逐件检查包裹外观与配件，确认没有遗漏之后再交给合作的快递公司，预计3天到",
    "运费谁出": "您购买的商品如果出现问题请不要着急，请先看看包装里的说明书，再把商品放回原包装里，"
    "售后同事每天都会逐一核对收到的包裹，核对之后会在第一时间处理，运费由我们承担",
    "能退货吗": "我们在全国已经开设了三百多家服务网点，每一家网点都配备了专业的工程师，"
    "工程师都经过了严格的培训，并且会定期参加考核，为每一位顾客提供贴心的服务，七天内可以退",
}


@pytest.mark.parametrize(("question", "answer"), PREAMBLES.items())
def test_words_that_stand_in_any_clause_are_no_answer(question, answer):
    assert codes(question, answer) == ["late_answer"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("付款后48小时内发出，发出后约3天送达，两者相加就是到货时间", ["formula"]),
        ("付款后两到三天发货，路上三到五天", ["formula"]),
        ("付款後兩天內出貨，路上約三至五天", ["formula"]),
        ("下单后1-2天出库，快递一般需要3天", ["formula"]),
        ("We ship within 2 days, then add 3 to 5 days in transit.", ["formula"]),
        ("Ships in 48 hours and delivery takes 3-5 days.", ["formula"]),
        ("发货后一般 1 到 4 天送到，偏远地区 5 到 7 天。", []),
        ("普通商品 48 小时内发货，定制商品 3 天内发货。", []),
    ],
)
def test_a_sum_left_to_the_reader_is_a_formula(answer, expected):
    assert codes("什么时候到", answer) == expected


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("能退货吗？", "可以。签收后 7 天内都能退，在订单页申请。"),
        ("运费是多少？", "满 99 元包邮。"),
        ("怎么开发票？", "打开订单页，点“申请发票”，发票会发到邮箱。"),
        ("Can I return it?", "Yes, within 7 days. Open your order and choose Return."),
        ("洗衣机能放阳台吗？", "亲，可以的。避免日晒雨淋就好。"),
    ],
)
def test_an_answer_that_comes_first_passes(question, answer):
    assert codes(question, answer) == []
    assert direct_answer_at(question, answer) <= 60


def test_words_without_any_answer_are_flagged():
    answer = "感谢您的支持与厚爱，" * 8
    assert codes("什么时候发货？", answer) == ["no_direct_answer"]


def test_what_something_is_made_of_is_no_yes_or_no():
    answer = (
        "Stainless steel 304 inside and powder coated outside, with a lid of food grade plastic."
    )
    assert codes("What is it made of?", answer) == []


def test_a_formula_instead_of_a_date_is_flagged():
    answer = "可以送到。付款后 24-48 小时发货，发货后再加 3-5 天，请自行推算。"
    assert "formula" in codes("什么时候到？", answer)
    assert codes("什么时候到？", "预计 {eta|3 到 5 天内} 送到。") == []


def test_a_variable_nobody_knows_and_one_without_other_words_are_flagged():
    found = lint("什么时候到？", "预计 {eta} 送到，{courier_phone} 联系您。")
    assert [(one.code, one.value) for one in found] == [
        ("unknown_variable", "courier_phone"),
        ("no_fallback", "eta"),
    ]


def test_reading_takes_time():
    assert reading_seconds("好" * 50) == 10
    assert reading_seconds("word " * 40) == 10
    assert "long" in codes("怎么退？", "可以退。" + "请先拍照留证再联系我们处理" * 20)
    assert chat_of("") == ""
