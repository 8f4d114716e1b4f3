"""What the levels of one conversation took: people's time, and what a language model cost."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from yingda.bot.lifting.queries import calls_in
from yingda.conversations.models import Message
from yingda.conversations.states import HUMAN_KINDS
from yingda.foundation.clock import Instant
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx
from yingda.learning.costing.working import Moment, seconds_within, stints
from yingda.learning.history import History
from yingda.learning.paths import Hop, Spent

MESSAGE = table_of(Message)
WORK = HUMAN_KINDS | {"bot_assist_sent"}
"""Who writes is at work, also with words that were proposed to them."""
IDLE = frozenset({"system", "rule_autoreply", "broadcast"})
"""Nobody wrote these, and nobody began to work because of them."""


def with_spending(tx: Tx, history: History, path: Sequence[Hop], ended_at: Instant) -> list[Hop]:
    """Return the path with what each level took."""
    if not path:
        return []
    work, calls = _work(tx, history), calls_in(tx, history.row["id"])
    ends = [*(hop.stretch.entered_at for hop in path[1:]), ended_at + 1]  # its last moment too
    spent = []
    for hop, end in zip(path, ends, strict=True):
        begun = hop.stretch.entered_at
        model = sum(micro for at, micro in calls if begun <= at < end)
        spent.append(replace(hop, spent=Spent(seconds_within(work, begun, end), model)))
    return spent


def _work(tx: Tx, history: History) -> list[tuple[Instant, int]]:
    """Return when our people wrote, and how long it took them."""
    written = select(MESSAGE.c.sent_at, MESSAGE.c.sender_kind).where(
        MESSAGE.c.conversation_id == history.row["id"], MESSAGE.c.sender_kind.not_in(IDLE)
    )
    moments = [Moment(at, kind in WORK) for at, kind in tx.connection.execute(written)]
    if not any(one.worked for one in moments):
        return []
    taken = (leg.accepted_at for leg in history.legs if leg.owner_kind != "bot")
    return stints([*moments, *(Moment(at, worked=False) for at in taken if at is not None)])
