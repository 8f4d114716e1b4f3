import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from yingda.foundation.clock import HOUR, SECOND
from yingda.merchants.queries import merchant_by_id
from yingda.merchants.secrets import identity_secrets

DELAY = "我的包裹延误了怎么办？"
TRACK = "我的包裹到哪里了？"
PAYING = "支持哪些付款方式？"
RETURNS = "怎么申请退货？"
FRYER = "空气炸锅怎么清洗？"
INVOICE = "怎么开发票？"
GOLD = "金卡会员的专属通道怎么用？"
SECRET = "一线客服的补偿权限是多少？"
HURT = "使用中受伤了怎么办？"
DELAYED = {"all": [{"field": "order.status", "op": "=", "value": "delayed"}]}
RICH = {"all": [{"field": "customer.tier", "op": ">=", "value": 4}]}
KNOWLEDGE = (
    {"question": DELAY, "answer": "延误会赔付。", "category": "物流", "similar": ["包裹延误"],
     "answer_mode": "conditional", "conditions": DELAYED},
    {"question": TRACK, "answer": "在订单页可以看到。", "category": "物流",
     "translations": {"en": {"question": "Where is my parcel?", "answer": "See your orders."}}},
    {"question": PAYING, "answer": "支付宝和微信。", "category": "支付"},
    {"question": RETURNS, "answer": "七天内可以退。", "category": "退换", "similar": ["想退货"]},
    {"question": FRYER, "answer": "炸篮可以水洗。", "category": "商品"},
    {"question": INVOICE, "answer": "在订单页申请。", "category": "发票"},
    {"question": GOLD, "answer": "直接拨打专线。", "category": "会员",
     "answer_mode": "conditional", "conditions": RICH},
    {"question": SECRET, "answer": "二十元。", "category": "内部", "answer_mode": "internal"},
    {"question": HURT, "answer": "请先断电，马上转专人。", "category": "安全",
     "answer_mode": "human"},
)  # fmt: skip


@pytest.fixture
async def knowledge(lead):
    """Give the ids of the shop's entries by question."""
    stored = [
        await lead.done(await lead.post("/api/knowledge/entries", draft), 201)
        for draft in KNOWLEDGE
    ]
    return {entry["question"]: entry["id"] for entry in stored}


@pytest.fixture
async def order(server, admin):
    """Give a maker of orders of customer U1."""

    async def placed(number, status, **more):
        draft = {
            "customer": {"external_id": "U1", "name": "李想"},
            "status": status,
            "created_at": server.now - 20 * HOUR,
            "amount_cents": 9900,
            "items": [{"title": "恒温电水壶", "price_cents": 9900}],
        }
        await admin.done(await admin.put(f"/api/orders/{number}", draft | more))

    return placed


@pytest.fixture
async def buyer(server, shop, visitors):
    """Give a maker of visitors whom the shop vouches for as its customer U1."""

    async def signed_in(**start):
        (secret, *_) = await server.read(
            lambda tx: identity_secrets(tx, merchant_by_id(tx, shop.id))
        )
        claims = {"sub": "U1", "name": "李想", "exp": (server.now + HOUR) // SECOND}
        key = OctKey.import_key(secret)
        token = jwt.encode({"alg": "HS256"}, claims, key, algorithms=["HS256"])
        return await visitors(identity_token=token, **start)

    return signed_in


async def home_of(person, **ask):
    return await person.done(await person.post("/api/visitor/home", ask))


async def suggestions(person, placement="home", **ask):
    body = {"placement": placement, **ask}
    return await person.done(await person.post("/api/visitor/suggestions", body))


def titles(shown):
    return [chip["title"] for chip in shown["chips"]]


async def choose(person, shown, title):
    chip = next(one for one in shown["chips"] if one["title"] == title)
    path = f"/api/visitor/suggestions/{shown['list_id']}/choice"
    await person.done(await person.post(path, {"entry_id": chip["entry_id"]}), 204)
    draft = {"client_key": person.key(), "content_type": "choice"}
    draft |= {"entry_id": chip["entry_id"], "title": title}
    if person.conversation_id is None:
        await person.begins()
    await person.act("messages", None, draft)
