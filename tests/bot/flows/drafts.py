"""Flows and actions that the tests of self-service write."""

import json
from importlib.resources import files

CONTENT = files("yingda.app.demo") / "content"


def demo_flows():
    return json.loads((CONTENT / "flows.json").read_text(encoding="utf-8"))


def demo_actions():
    return json.loads((CONTENT / "actions.json").read_text(encoding="utf-8"))


def said(text):
    return {"zh-CN": text}


def flow(*steps, phrases=("办事",), **more):
    return {
        "title": said("办事"),
        "phrases": list(phrases),
        "start": steps[0]["id"],
        "steps": list(steps),
        **more,
    }


ORDER = {"name": "order", "kind": "order", "needed": True}
CANCEL = flow(
    {
        "id": "pick",
        "do": "choose_order",
        "say": said("哪一单？"),
        "statuses": ["unpaid", "paid"],
        "next": "sure",
        "none": "nothing",
    },
    {"id": "sure", "do": "confirm", "say": said("取消 {order.number}？"), "yes": "do_it",
     "no": "kept"},
    {"id": "do_it", "do": "call", "action": "cancel", "inputs": {"order": {"from": "order"}},
     "into": "done", "next": "gone", "refused": "sorry"},
    {"id": "gone", "do": "end", "say": said("{order.number} 已取消：{done.note}")},
    {"id": "kept", "do": "end", "say": said("没有更改"), "solved": False},
    {"id": "sorry", "do": "end", "say": said("不行：{done.reason}"), "solved": False},
    {"id": "nothing", "do": "hand_over", "say": said("没有可取消的订单")},
    phrases=["取消订单", "cancel my order"],
)  # fmt: skip
CANCEL_ACTION = {
    "key": "cancel",
    "title": "Cancel",
    "inputs": [ORDER],
    "outputs": [{"name": "note", "kind": "text", "needed": True}],
    "secret": "a secret of the shop",
    "timeout_ms": 4000,
}
ADDRESS = flow(
    {"id": "where", "do": "ask", "slot": "address", "kind": "text", "least": 6,
     "say": said("新地址？"), "next": "phone"},
    {"id": "phone", "do": "ask", "slot": "phone", "kind": "phone", "say": said("电话？"),
     "next": "bye"},
    {"id": "bye", "do": "end", "say": said("寄到 {address}，电话 {phone}")},
    phrases=["改地址"],
)  # fmt: skip
