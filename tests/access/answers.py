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

# What a shop shows on the open street: its public key opens it to everybody.
PUBLIC = frozenset({"GET /api/shop/products", "GET /api/widget/look", "POST /api/widget/start"})

TABLE = Path(__file__).with_suffix(".txt").read_text()


def stated(table=TABLE):
    """Return the table as {"METHOD /path": {role: answer}}."""
    lines = [line.split() for line in table.splitlines() if line and not line.startswith("#")]
    return {f"{line[0]} {line[1]}": dict(zip(ROLES, line[2:], strict=True)) for line in lines}
