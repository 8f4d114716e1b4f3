"""Every route the application really has, and a valid request for each."""

from tests.access.world import picture
from tests.fixtures.people import PASSWORD


def routes_of(app):
    """Return "METHOD /path" of every route, the included and the hidden ones too."""
    return sorted({*_walk(app.router.routes, "")})


def _walk(routes, prefix):
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _walk(inner.routes, prefix + route.include_context.prefix)
            continue
        for method in (getattr(route, "methods", None) or {"SOCKET"}) - {"HEAD"}:
            yield f"{method} {prefix}{route.path}"


def csv(*lines):
    return {"files": {"file": ("rows.csv", "\n".join(lines) + "\n", "text/csv")}}


def request_for(route, things):
    """Return how to call a route with the objects named in `things`, as keywords of a request."""
    method, path = route.split(" ", 1)
    things = {
        "path": "",
        "merchant": things.get("public_key", ""),
        "code": "queue_length",
        "reaction_id": "1",
        "figure": "bot_received",
        "method": "all",
    } | things
    if path.endswith("/rating"):
        things = things | {"conversation_id": things["ended_id"]}
    if path == "/api/orders/{external_id}":
        things = things | {"external_id": "O-1"}
    more = BODIES.get(route, lambda _: {})(things)
    return method, path.replace(":path}", "}").format(**things), more


MISSING = {"kind": "create", "question": "What was missing?", "answer": "This."}

KEPT = {"POST /api/knowledge/entries"}
"""Routes that read back what they stored: their writes are kept, with a body for each role."""

CANDIDATE = {"engine": "thresholds", "answer_above": 0.9, "choices_above": 0.2}

SHOP_URL = "https://shop.example/actions"
FLOW = {
    "title": {"en": "Task"},
    "phrases": ["do the task"],
    "start": "end",
    "steps": [{"id": "end", "do": "end"}],
}

EARLIER_PHASE = {"begins_at": 2 * 10**12, "ends_at": 3 * 10**12, "changes": {"entry_level": 0}}
DRAIN = {
    "products": ["washing machine"],
    "answers": [["upwards"], ["downwards"]],
    "ask": {"en": "Does your home drain upwards or downwards?"},
}

BODIES = {
    "POST /api/conversations/{conversation_id}/messages": lambda t: {
        "json": {"client_key": "k", "content_type": "text", "text": "Hello"}
    },
    "PUT /api/conversations/{conversation_id}/read": lambda t: {"json": {"seq": 1}},
    "POST /api/conversations/{conversation_id}/notes": lambda t: {
        "json": {"client_key": "n", "text": "Note"}
    },
    "PUT /api/conversations/{conversation_id}/draft": lambda t: {"json": {"text": "half"}},
    "POST /api/conversations/{conversation_id}/suggestions/taken": lambda t: {
        "json": {"kind": "entry", "source_id": t["entry_id"]}
    },
    "POST /api/conversations/{conversation_id}/suggestions/settled": lambda t: {
        "json": {"client_key": "never-sent"}
    },
    "POST /api/knowledge/renderings": lambda t: {"json": {"question": "q", "answer": "Yes."}},
    "POST /api/conversations/{conversation_id}/ask-human": lambda t: {"json": {}},
    "POST /api/conversations/{conversation_id}/assign": lambda t: {
        "json": {"staff_id": t["staff_id"]}
    },
    "POST /api/conversations/{conversation_id}/transfer": lambda t: {
        "json": {"group_id": t["group_id"]}
    },
    "POST /api/conversations/{conversation_id}/close": lambda t: {"json": {}},
    "POST /api/conversations/{conversation_id}/leave-message": lambda t: {
        "json": {"client_key": "k", "text": "Call", "contact": "me@example.com"}
    },
    "POST /api/files": lambda t: {
        "data": {"conversation_id": t["conversation_id"]},
        "files": {"file": ("a.png", picture(), "image/png")},
    },
    "POST /api/visitor/home": lambda t: {"json": {}},
    "POST /api/visitor/suggestions": lambda t: {"json": {"placement": "home"}},
    "POST /api/visitor/suggestions/{list_id}/choice": lambda t: {
        "json": {"entry_id": t["entry_id"]}
    },
    "POST /api/visitor/suggestions/typed": lambda t: {
        "json": {"typed": "question", "shown": [t["entry_id"]], "entry_id": t["entry_id"]}
    },
    "GET /api/widget/look": lambda t: {"params": {"public_key": t["public_key"]}},
    "POST /api/widget/start": lambda t: {"json": {"public_key": t["public_key"]}},
    "POST /api/session": lambda t: {
        "json": {"account": f"nobody-{t['role']}", "password": PASSWORD}
    },
    "GET /api/setup": lambda t: {"params": {"token": "x" * 43}},
    "POST /api/setup": lambda t: {
        "json": {
            "token": "x" * 43,
            "account": "boss",
            "name": "Boss",
            "password": PASSWORD,
            "shop_name": "Shop",
        }
    },
    "POST /api/team/staff": lambda t: {
        "json": {"account": "fresh", "name": "Fresh", "role": "agent", "password": PASSWORD}
    },
    "PATCH /api/team/staff/{staff_id}": lambda t: {"json": {"name": "New name"}},
    "POST /api/team/staff/{staff_id}/password": lambda t: {"json": {"password": PASSWORD}},
    "POST /api/team/groups": lambda t: {"json": {"name": "A new group"}},
    "PATCH /api/team/groups/{group_id}": lambda t: {"json": {"name": "Another name"}},
    "GET /api/bot/staff-actions": lambda t: {"params": {"conversation_id": t["conversation_id"]}},
    "POST /api/bot/staff-actions": lambda t: {
        "json": {"conversation_id": t["conversation_id"], "client_key": "k", "action": "none"}
    },
    "PUT /api/team/authorities": lambda t: {"json": {"authorities": []}},
    "PUT /api/team/groups/{group_id}/members": lambda t: {"json": {"members": []}},
    "PATCH /api/team/me": lambda t: {"json": {"name": "Me"}},
    "PUT /api/team/me/presence": lambda t: {"json": {"state": "busy"}},
    "PUT /api/team/seats/{staff_id}/presence": lambda t: {"json": {"state": "offline"}},
    "POST /api/merchants": lambda t: {"json": {"name": "Third", "slug": "third"}},
    "PATCH /api/merchants/{merchant_id}": lambda t: {"json": {"name": "Renamed"}},
    "PUT /api/merchants/{merchant_id}/widget": lambda t: {"json": {"title": "Title"}},
    "POST /api/merchants/{merchant_id}/identity-secret": lambda t: {"json": {}},
    "PUT /api/bot/model": lambda t: {"json": {"on": False}},
    "POST /api/bot/model/drafts": lambda t: {"json": {"conversation_id": t["conversation_id"]}},
    "POST /api/webhooks": lambda t: {
        "json": {
            "name": "ERP",
            "url": "https://erp.example/hook",
            "merchant_id": t["merchant_id"],
            "kinds": ["message.posted"],
        }
    },
    "PATCH /api/webhooks/{webhook_id}": lambda t: {"json": {"name": "Renamed"}},
    "POST /api/webhooks/{webhook_id}/replay": lambda t: {"json": {"since": 0}},
    "POST /api/webhooks/{webhook_id}/secret": lambda t: {"json": {}},
    "POST /api/merchants/{merchant_id}/api-tokens": lambda t: {"json": {"name": "Another"}},
    "PATCH /api/customers/{customer_id}": lambda t: {"json": {"name": "Renamed"}},
    "POST /api/customers/{customer_id}/merge": lambda t: {
        "json": {"other_id": t["other_customer_id"]}
    },
    "POST /api/customers/{customer_id}/split": lambda t: {"json": {"merge_id": "0" * 32}},
    "GET /api/shop/products": lambda t: {"params": {"public_key": t["public_key"]}},
    "PUT /api/products/{external_id}": lambda t: {
        "json": {"merchant_id": t["merchant_id"], "title": "Cup", "price_cents": 1}
    },
    "PUT /api/orders/{external_id}": lambda t: {
        "json": {
            "merchant_id": t["merchant_id"],
            "status": "paid",
            "created_at": 1,
            "amount_cents": 1,
            "items": [{"title": "Cup", "price_cents": 1}],
        }
    },
    "POST /api/products/import": lambda t: (
        csv("external_id,title,price", "P-9,Cup,1") | {"data": {"merchant_id": t["merchant_id"]}}
    ),
    "POST /api/orders/import": lambda t: (
        csv("external_id,status,created_at,amount", "O-9,paid,2026-01-01,1")
        | {"data": {"merchant_id": t["merchant_id"]}}
    ),
    "POST /api/knowledge/entries": lambda t: {
        "json": {"merchant_id": t["merchant_id"], "question": f"Why, {t['role']}?", "answer": "So."}
    },
    "PATCH /api/knowledge/entries/{entry_id}": lambda t: {"json": {"answer": "New"}},
    "GET /api/knowledge/search": lambda t: {
        "params": {"q": "question", "merchant_id": t["merchant_id"]}
    },
    "GET /api/knowledge/golden-questions": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "POST /api/knowledge/golden-questions": lambda t: {
        "json": {
            "merchant_id": t["merchant_id"],
            "text": f"Why, asks {t['role']}?",
            "entry_id": t["entry_id"],
        }
    },
    "POST /api/knowledge/imports": lambda t: (
        csv("question,answer", "Why?,So.") | {"data": {"merchant_id": t["merchant_id"]}}
    ),
    "POST /api/knowledge/imports/{import_id}/commit": lambda t: {"json": {}},
    "POST /api/canned-replies": lambda t: {
        "json": {"merchant_id": t["merchant_id"], "shortcut": "hi", "title": "Hi", "text": "Hi"}
    },
    "PATCH /api/canned-replies/{reply_id}": lambda t: {"json": {"text": "New"}},
    "PUT /api/conversations/{conversation_id}/need": lambda _: {"json": {"main": "task"}},
    "GET /api/bot/blind-spots": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "GET /api/phone/settings": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "PUT /api/phone/settings": lambda t: {
        "params": {"merchant_id": t["merchant_id"]},
        "json": {"menu": [{"key": "1", "label": {"en": "One"}, "does": "person"}]},
    },
    "POST /api/phone/calls": lambda t: {
        "json": {"merchant_id": t["merchant_id"], "external_id": "new", "number": "+8613900139000"}
    },
    "POST /api/phone/calls/{call_id}/turns": lambda t: {"json": {"n": 3, "digits": "0"}},
    "POST /api/phone/calls/{call_id}/end": lambda t: {"json": {"by": "caller"}},
    "GET /api/phone/calls": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "GET /api/phone/figures": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "POST /api/phone/links/open": lambda t: {"json": {"token": t["token"]}},
    "GET /api/bot/discriminators": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "POST /api/bot/discriminators": lambda t: {"json": {"merchant_id": t["merchant_id"], **DRAIN}},
    "PATCH /api/bot/discriminators/{discriminator_id}": lambda t: {"json": {"bot_asks": False}},
    "GET /api/bot/phases": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "POST /api/bot/phases": lambda t: {
        "json": {"merchant_id": t["merchant_id"], "name": "Another", **EARLIER_PHASE}
    },
    "PUT /api/bot/phases/{phase_id}": lambda _: {"json": {"name": "Other", **EARLIER_PHASE}},
    "GET /api/bot/flows": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "POST /api/bot/flows": lambda t: {
        "json": {"merchant_id": t["merchant_id"], "key": "another", "document": FLOW}
    },
    "PUT /api/bot/flows/{flow_id}": lambda t: {"json": {"revision": 1, "document": FLOW}},
    "POST /api/bot/flows/{flow_id}/publish": lambda t: {"json": {"revision": 1}},
    "POST /api/bot/flows/check": lambda t: {
        "json": {"merchant_id": t["merchant_id"], "document": FLOW}
    },
    "POST /api/bot/flows/rehearse": lambda t: {
        "json": {"merchant_id": t["merchant_id"], "document": FLOW}
    },
    "GET /api/bot/actions": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "POST /api/bot/actions": lambda t: {
        "json": {"merchant_id": t["merchant_id"], "key": "another", "title": "A", "url": SHOP_URL}
    },
    "PATCH /api/bot/actions/{action_id}": lambda t: {"json": {"title": "Renamed"}},
    "GET /api/bot/runs": lambda t: {"params": {"conversation_id": t["conversation_id"]}},
    "GET /api/bot/sample": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "POST /api/bot/sample/draw": lambda t: {"json": {"merchant_id": t["merchant_id"]}},
    "PUT /api/inspections/{conversation_id}/{agent_id}/finding": lambda t: {
        "json": {"verdict": "right"}
    },
    "GET /api/bot/transfer-sample": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "PUT /api/bot/transfer-sample/{leak_id}/label": lambda t: {"json": {"label": "out_of_scope"}},
    "PUT /api/bot/sample/{bot_reply_id}/judgement": lambda t: {"json": {"verdict": "right"}},
    "PUT /api/bot/sample/{bot_reply_id}/settlement": lambda t: {"json": {"verdict": "right"}},
    "GET /api/bot/precision": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "POST /api/bot/precision/trials": lambda t: {
        "json": {"merchant_id": t["merchant_id"], "answer_above": 0.9}
    },
    "PUT /api/bot/precision": lambda t: {
        "json": {"merchant_id": t["merchant_id"], "answer_above": 0.85, "confirmed": True}
    },
    "GET /api/bot/shadow": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "POST /api/bot/shadow": lambda t: {"json": {"merchant_id": t["merchant_id"], **CANDIDATE}},
    "POST /api/bot/try": lambda t: {"json": {"merchant_id": t["merchant_id"], "text": "question"}},
    "GET /api/bot/settings": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "PUT /api/bot/settings": lambda t: {"json": {}, "params": {"merchant_id": t["merchant_id"]}},
    "GET /api/helpcenter/settings": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "PUT /api/helpcenter/settings": lambda t: {
        "json": {},
        "params": {"merchant_id": t["merchant_id"]},
    },
    "POST /api/helpcenter/preview": lambda t: {"json": {"merchant_id": t["merchant_id"]}},
    "GET /api/helpcenter/suggestions": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "GET /api/helpcenter/suggestions/{method}/clicks": lambda t: {
        "params": {"merchant_id": t["merchant_id"]}
    },
    "POST /api/conversations/{conversation_id}/rating": lambda t: {"json": {"score": 5}},
    "GET /api/insight/bot": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "GET /api/insight/bot/reads": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "GET /api/insight/bot/reads/{entry_id}/records": lambda t: {
        "params": {"merchant_id": t["merchant_id"]}
    },
    "GET /api/insight/bot/{figure}/records": lambda t: {
        "params": {"merchant_id": t["merchant_id"]}
    },
    "GET /api/insight/rates": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "POST /api/insight/rates": lambda t: {
        "json": {"merchant_id": t["merchant_id"], "currency": "CNY", "bot_micro": 50_000}
    },
    "GET /api/insight/bot/served/records": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "GET /api/insight/bot/funnel/records": lambda t: {
        "params": {"merchant_id": t["merchant_id"], "level": 1}
    },
    "GET /api/leaks": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "GET /api/leaks/counts": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "PUT /api/leaks/answers/{bot_reply_id}/audit": lambda t: {"json": {"right": True}},
    "GET /api/leaks/league": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "POST /api/leaks/league/{entry_id}/reviews": lambda t: {
        "json": {"correct": True, "complete": True, "executable": True}
    },
    "GET /api/leaks/topics": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "POST /api/leaks/topics/look": lambda t: {"json": {"merchant_id": t["merchant_id"]}},
    "PUT /api/leaks/topics/{topic_id}/decision": lambda t: {"json": {"decision": "bot"}},
    "POST /api/leaks/topics/{topic_id}/entry": lambda t: {
        "json": {"question": f"What do they ask, {t['role']}?", "answer": "This."}
    },
    "PUT /api/leaks/{leak_id}/label": lambda t: {"json": {"label": "out_of_scope"}},
    "POST /api/leaks/{leak_id}/trials": lambda t: {"json": {"fix": MISSING}},
    "POST /api/leaks/{leak_id}/mendings": lambda t: {"json": {"fix": MISSING, "confirmed": True}},
    "GET /api/insight/today": lambda t: {"params": {"merchant_id": t["merchant_id"]}},
    "GET /api/insight/today/{code}/records": lambda t: {
        "params": {"merchant_id": t["merchant_id"]}
    },
}
