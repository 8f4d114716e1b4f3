import pytest

from yingda.knowledge import searching
from yingda.knowledge.conditions import parsed
from yingda.knowledge.searching import IndexedEntry

ENTRIES = "/api/knowledge/entries"
RETURNS = {
    "question": "怎么退货？",
    "similar": ["想退货", "七天无理由怎么退", "东西不想要了怎么退"],
    "answer": "七天内可以退，在**订单页**申请。",
    "translations": {
        "en": {"question": "How do I return something?", "answer": "Within 7 days.",
               "similar": ["return policy", "send it back"]},
        "zh-TW": {"question": "怎麼退貨？", "answer": "七天內可以退，在訂單頁申請。"},
    },
}  # fmt: skip
SHIPPING = {"question": "运费是多少？", "similar": ["包邮吗", "邮费"], "answer": "满 99 元包邮。"}
INVOICE = {
    "question": "怎么开发票？",
    "similar": ["发票怎么开", "能开专票吗"],
    "answer": "自动发送。",
}
GOLD = {
    "question": "退货期有多长？",
    "similar": ["退货期限"],
    "answer": "您有十五天。",
    "answer_mode": "conditional",
    "conditions": {"all": [{"field": "customer.tier", "op": ">=", "value": 3}]},
}
SECRET = {
    "question": "补偿权限是多少？",
    "similar": ["可以补偿客户多少钱"],
    "answer": "一线客服最多补偿二十元，主管一百元。",
    "answer_mode": "internal",
}
HURT = {
    "question": "使用中受伤了",
    "answer": "请先断电，马上为您转专人。",
    "answer_mode": "human",
}
KNOWLEDGE = (RETURNS, SHIPPING, INVOICE, GOLD, SECRET, HURT)


def indexed(draft):
    """Return an entry as the index holds it; its id is its question."""
    translations = draft.get("translations", {})
    questions = [draft["question"], *draft.get("similar", ())]
    for texts in translations.values():
        questions += [texts["question"], *texts.get("similar", ())]
    tree = draft.get("conditions")
    return IndexedEntry(
        id=draft["question"],
        question=draft["question"],
        answer=draft["answer"],
        category="",
        answer_mode=draft.get("answer_mode", "public"),
        conditions=tree and parsed(tree),
        valid_from=draft.get("valid_from"),
        valid_until=draft.get("valid_until"),
        language="zh-CN",
        translations=translations,
        questions=tuple(questions),
    )


@pytest.fixture
def index_of():
    """Give a maker of indexes from entry drafts."""
    return lambda *drafts: searching.index_of(map(indexed, drafts))
