"""What every route answers to everyone: the table in `answers.txt`, read."""

from pathlib import Path

ROLES = (
    "anonymous",
    "visitor",
    "other_visitor",
    "agent",
    "outsider",
    "lead",
    "admin",
    "merchant",
    "neighbour",
    "stranger",
)

# What a shop shows on the open street: its public key opens it to everybody; and what a link shows
# to whoever was sent it, for which there are tests of its own.
PUBLIC = frozenset(
    {
        "GET /api/shop/products",
        "GET /api/widget/look",
        "POST /api/widget/start",
        "POST /api/phone/links/open",
        "GET /help/{merchant}",
        "GET /help/{merchant}/{entry_id}",
    }
)

# What a shop's own system may do with its API token, in its one merchant. Everywhere else it is
# told 403, unless the route asks nobody who they are: a new route is closed to it until it
# stands here.
OPEN_TO_SHOP_SYSTEM = {
    "GET /api/customers": "200",
    "GET /api/customers/{customer_id}": "200",
    "PATCH /api/customers/{customer_id}": "200",
    "GET /api/customers/{customer_id}/orders": "200",
    "GET /api/products": "200",
    "PUT /api/products/{external_id}": "200",
    "POST /api/products/import": "200",
    "PUT /api/orders/{external_id}": "200",
    "POST /api/orders/import": "200",
    "POST /api/phone/calls": "200",
    "POST /api/phone/calls/{call_id}/turns": "200",
    "POST /api/phone/calls/{call_id}/end": "204",
    "SOCKET /api/live": "4401",
}

TABLE = Path(__file__).with_suffix(".txt").read_text()


def stated(table=TABLE):
    """Return the table as {"METHOD /path": {role: answer}}."""
    lines = [line.split() for line in table.splitlines() if line and not line.startswith("#")]
    answers = {f"{line[0]} {line[1]}": dict(zip(ROLES, line[2:], strict=True)) for line in lines}
    for route, by_role in answers.items():
        by_role["shop_system"] = to_shop_system(route, by_role)
    return answers


def to_shop_system(route, by_role):
    """Return what a shop's system is answered: a route that answers all alike asks nobody."""
    everybody = set(by_role.values())
    closed = everybody.pop() if len(everybody) == 1 else "403"
    return OPEN_TO_SHOP_SYSTEM.get(route, closed)
