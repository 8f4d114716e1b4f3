"""What customers write is understood as they mean it: requests, courtesies, denials, languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.bot import pleasantries, wishes
from yingda.bot.languages import language_of
from yingda.bot.normalising import core, denied, denies, is_only_reference


@pytest.mark.parametrize(
    "text",
    [
        "人工", "转人工", "我要转人工", "轉人工", "真人", "客服", "投诉", "投訴", "我要投诉你们",
        "再不退我打12315了", "人工客服", "人工服务",
        "请帮我转接人工客服，谢谢", "有人工客服吗", "客服在吗",
        "我要转人工 你好 请帮我重开个发票", "是人工吗", "叫你们主管来", "訂單有問題，我要找真人",
        "agent", "AGENT!", "human", "talk to a human", "I want to speak to an agent",
        "can I get a real person please", "Connect me with somebody", "I have a complaint",
        "human please",
        # What angry customers write holds 不, 没 and 别, and asks all the same.
        "能不能转人工", "可不可以转人工", "能不能给我转人工", "怎么还不转人工", "为什么不转人工",
        "不行我要人工客服", "没有人工吗", "没有人工客服吗", "解决不了转人工",
        "你解决不了给我转人工", "没用转人工", "不好用转人工",
        "已经等了半小时转人工", "刚才就说转人工了，快点",
        "申请人工", "怎么联系人工", "跟真人聊", "我想跟人说话", "人工介入", "專人服務",
        "人工人工人工", "转人工转人工", "转 人 工", "人 工", "我要客訴", "要不要我投诉你们",
        "我没投诉过你们，这次我要投诉", "not helpful, agent", "this does not work get me a human",
        "I don't need a discount, I need an agent", "別再自動回覆了，轉人工",
        "怎么没有人工", "人工在哪里", "还是人工吧", "那就人工吧", "让人工来处理", "嗯人工",
        "“人工”", "「人工」", "I would like a human", "is there a human", "no bot, human please",
        "agent agent agent", "找个人来", "不会看啊 帮我找个人", "不想跟机器人说话", "请人工回复我",
        "connect me to support", "get me your manager", "人工座席", "zhuan ren gong", "转人功",
        "别废话转人工", "没解决转人工", "刚才说的不对转人工", "不要机器人转人工",
        "为什么不能转人工",
    ],
)  # fmt: skip
def test_whoever_asks_for_a_person_is_heard(text):
    assert wishes.wants_human(text)


@pytest.mark.parametrize(
    "text",
    [
        "人工智能是什么", "怎么切换人工智能模式", "人工费多少", "安装要人工费吗",
        "支持人工智能语音吗", "不要转人工", "不用人工", "之前联系客服说可以退",
        "刚才客服给我打电话了", "怎么退货", "我不想投诉", "昨天的人工客服说今天到",
        "is human hair used in this brush", "was it a human error", "I don't need an agent",
        "travel agency discount", "订单号 20250123154500123", "运单 1231500",
        "我没找人工", "不是投诉", "我不会投诉的", "已经转过人工了", "刚才人工客服让我等",
        "先别转人工", "人工客服说可以退", "没说要转人工", "不需要真人", "請不要幫我轉人工",
        "人工客服工作时间", "这个要人工安装吗", "有人用过吗", "找个人多的店", "我不要扫地机器人了",
        "人公安全吗", "no human needed",
        "以后再找人工", "I do not need chat agent", "不拉黑不举报",
        "I do not want to talk to a human", "no need for an agent", "不转人工",
    ],
)  # fmt: skip
def test_the_same_words_in_another_sense_are_no_request(text):
    assert not wishes.wants_human(text)


@pytest.mark.parametrize(
    "text", ["人工", "我要转人工！", "投诉", "agent", "talk to a human please"]
)
def test_a_bare_request_is_recognised_before_anything_is_looked_up(text):
    assert wishes.is_nothing_else(text)


@pytest.mark.parametrize("text", ["投诉电话是多少", "人工客服几点上班", "", "？"])
def test_a_question_about_people_may_be_looked_up(text):
    assert not wishes.is_nothing_else(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("你好", "hello"), ("您好呀！", "hello"), ("在吗？", "hello"), ("Hello there", "hello"),
        ("謝謝", "thanks"), ("好的，谢谢啦", "thanks"), ("thank you so much", "thanks"),
        ("好的谢谢，再见", "goodbye"), ("bye!", "goodbye"), ("嗯嗯", "fine"), ("OK", "fine"),
        ("知道了", "fine"), ("你是机器人吗", "am_a_bot"), ("Are you a bot?", "am_a_bot"),
        ("你好，怎么退货", None), ("谢谢，还有运费多少", None), ("hidden fees", None),
        ("好用吗", None), ("", None), ("？？", None),
        ("是的", "go_on"), ("我想问一下", "go_on"), ("还没有", "go_on"), ("yes", "go_on"),
        ("没有了喔谢谢", "thanks"), ("有货吗", None),
    ],
)  # fmt: skip
def test_courtesies_are_told_from_questions(text, kind):
    assert pleasantries.kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("你好，请问怎么退货？谢谢", "怎么退货?"),
        ("亲在吗 我想问一下运费多少", "运费多少"),
        ("Hello, could you please tell me where my order is, thanks", "where my order is,"),
        ("订单 20231106000123 到哪了", "订单 到哪了"),
        ("你好", "你好"),
        ("请问", "请问"),
        ("是的，怎么退", "怎么退"),
        ("对不起怎么退", "对不起怎么退"),
        (
            "没收到啊怎么签收了 咨询订单号:123 订单金额:￥45.00 下单时间:2026-11-01 12:30",
            "没收到啊怎么签收了",
        ),
        ("[订单编号:123，订单金额:￥45] 能改地址吗[微笑]", "能改地址吗"),
        ("https://shop.example/i/1 这个有货吗", "这个有货吗"),
    ],
)
def test_courtesies_around_a_question_are_put_aside(text, asked):
    assert core(text) == asked


@pytest.mark.parametrize(
    ("question", "stored", "expected"),
    [
        ("不要退款", "怎么退款", True),
        ("我不想退货", "怎么退货", True),
        ("别给我取消订单", "怎么取消订单", True),
        ("I don't want a refund", "How do I get a refund?", True),
        ("怎么退款", "怎么退款", False),
        ("不想要了怎么退货", "怎么退货", False),
        ("是不是可以退款", "怎么退款", False),
        ("要不要退款手续费", "退款手续费", False),
        ("不是包邮吗", "包邮吗", False),
        ("我不要换货，要退货", "怎么退货", False),
        ("特别想退款", "怎么退款", False),
        ("不要发票可以吗", "不要发票怎么选", False),
        ("it is not working", "Where is my parcel?", False),
    ],
)
def test_a_denial_is_told_from_a_question(question, stored, expected):
    assert denies(question, stored) is expected


@pytest.mark.parametrize(
    ("text", "otherwise", "language"),
    [
        ("how do I return this", "zh-CN", "en"),
        ("怎么退货啊", "en", "zh-CN"),
        ("怎麼退貨", "zh-CN", "zh-TW"),
        ("訂單", "zh-CN", "zh-TW"),
        ("可以用 visa 付款嗎", "en", "zh-TW"),
        ("12345", "zh-TW", "zh-TW"),
        ("QH26110002", "zh-CN", "zh-CN"),
        ("ok", "zh-CN", "zh-CN"),
        ("tuihuo", "zh-CN", "zh-CN"),
        ("iPhone 15 Pro Max", "zh-CN", "zh-CN"),
        ("lixiang@qinghe.example", "zh-CN", "zh-CN"),
        ("https://shop.example/i/1", "zh-TW", "zh-TW"),
        ("Nike Air Max 90", "zh-CN", "zh-CN"),
        ("MacBook Air M2", "zh-CN", "zh-CN"),
        ("redmi note 12 pro", "zh-TW", "zh-TW"),
        ("wo yao tui huo", "zh-CN", "zh-CN"),
        ("VIP", "zh-CN", "zh-CN"),
        ("WiFi app", "zh-CN", "zh-CN"),
        ("hi", "zh-CN", "zh-CN"),
        ("order-desk@shop.example", "zh-CN", "zh-CN"),
        ("can you sing", "zh-CN", "en"),
        ("my kettle leaks", "zh-CN", "en"),
        ("refund", "zh-CN", "en"),
        ("where is QH26110002", "zh-CN", "en"),
        ("QH26110002", "en", "en"),
        ("你好", "zh-TW", "zh-TW"),
    ],
)
def test_the_language_of_a_question(text, otherwise, language):
    assert language_of(text, otherwise) == language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("订单号：20231106000123", True),
        ("[订单编号:123，订单金额:￥45，下单时间:2026-11-01 12:30]", True),
        ("https://shop.example/item/3", True),
        ("12345", True),
        ("订单号：20231106000123 到哪了", False),
        ("？", False),
        ("退货", False),
    ],
)
def test_a_bare_number_or_link_asks_nothing_yet(text, expected):
    assert is_only_reference(text) is expected


LETTERS = st.text(
    st.sampled_from("我要想转接人工客服真的谢你好嗯在吗不别是退款请 ，。?haiuntmeg'"), max_size=400
)


@given(LETTERS)
def test_whatever_is_typed_is_understood_at_once(text):
    wishes.wants_human(text)
    wishes.is_nothing_else(text)
    pleasantries.kind_of(text)
    assert all(denied(text))
    if text.strip():
        assert core(text)


@pytest.mark.parametrize(
    "piece", ["我要", "嗯", "谢谢", "在吗", "human ", "转", "好的", "你好", " ", "不是"]
)
def test_nothing_repeated_a_thousand_times_takes_long(piece):
    text = piece * 1000 + "x"
    assert wishes.wants_human(text) in {True, False}
    assert wishes.is_nothing_else(text) in {True, False}
    assert pleasantries.kind_of(text) is None
    assert core(text)
