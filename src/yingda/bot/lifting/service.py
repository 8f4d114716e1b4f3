"""Setting the model up; putting a question by for it; answering once it has been asked."""

import re
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select, update

from yingda.bot.lifting.budget import is_capped, purpose_of_key
from yingda.bot.lifting.errors import KeyNeeded, ModelAddressWrong
from yingda.bot.lifting.models import LiftCall, LiftEndpoint, LiftQuestion
from yingda.bot.lifting.preparing import reply_stored
from yingda.bot.lifting.queries import view_for
from yingda.bot.lifting.schemas import ModelSettings, ModelView
from yingda.bot.replying import Reply
from yingda.bot.service import reply_to
from yingda.conversations.events import MessagePosted
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY, SECOND
from yingda.foundation.transaction import Tx
from yingda.merchants.queries import merchant_by_id, merchant_for

LATE_TIMER, FORGET_TIMER = "bot.lift_late", "bot.lift_forget"
LATE_AFTER = 11 * SECOND
"""Then the sparse engine's reply is given, whatever became of the process that asks the model."""

CALLS_KEPT = 90 * DAY
AT_ONCE = 1_000
MICRO = 1_000_000
ADDRESS = re.compile(r"https?://[^\s/@\\?#]+(?:/[^\s@\\?#]*)?")
UNSURE = frozenset({"nothing_alike", "too_unsure"})


def set_up(tx: Tx, draft: ModelSettings, caller: Principal) -> ModelView:
    """Keep where the tenant's model is and what it may do."""
    for shop in draft.shops or ():
        merchant_for(tx, caller, shop)
    row = tx.session.get(LiftEndpoint, caller.tenant_id, with_for_update=True)
    api_key = sealed_key(tx, draft, row, caller.tenant_id)
    values: dict[str, Any] = draft.model_dump(exclude={"api_key", "daily_cost"})
    values |= {
        "base_url": plain_url(draft.base_url),
        "api_key": api_key,
        "uses": sorted(set(draft.uses)),
        "daily_cost_micro": None if draft.daily_cost is None else round(draft.daily_cost * MICRO),
        "changed_at": tx.now,
        "changed_by": caller.id,
        # Whoever changed the settings may have mended what was wrong, or allowed more.
        "failures_in_row": 0,
        "paused_until": 0,
        "last_problem": None,
        "last_problem_at": None,
        "capped_day": None,
    }
    if draft.on and not (values["base_url"] and draft.chat_model):
        field = "chat_model" if draft.base_url else "base_url"
        raise ModelAddressWrong(errors=[_wrong(field, "request.missing")])
    if row is None:
        tx.session.add(LiftEndpoint(tenant_id=caller.tenant_id, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    tx.flush()
    tx.schedule(FORGET_TIMER, "all", tx.now + DAY)
    return view_for(tx, caller)


def sealed_key(
    tx: Tx, draft: ModelSettings, row: LiftEndpoint | None, tenant_id: str
) -> str | None:
    """Return the key to keep: the one typed, or the stored one if it still goes to its own server.

    Raises KeyNeeded when it would go to another.
    """
    if draft.api_key:
        return tx.sealer.seal(draft.api_key, purpose_of_key(tenant_id))
    if draft.api_key == "" or row is None or row.api_key is None:
        return None
    if server_of(draft.base_url) != server_of(row.base_url):
        raise KeyNeeded(errors=[_wrong("api_key", KeyNeeded.code)])
    return row.api_key


def plain_url(url: str) -> str:
    """Return the base address, however much of a full one was pasted; raises ModelAddressWrong."""
    if url and not ADDRESS.fullmatch(url):
        raise ModelAddressWrong(errors=[_wrong("base_url", ModelAddressWrong.code)])
    plain = url.rstrip("/")
    for path in ("/chat/completions", "/embeddings"):
        plain = plain.removesuffix(path)
    return plain.rstrip("/")


def server_of(url: str) -> str:
    """Return the scheme, host and port of an address."""
    return "/".join(url.strip().lower().split("/")[:3])


def put_by(tx: Tx, asked: MessagePosted, reply: Reply, engine: str) -> bool:
    """Let the model look at a question of which the bot is unsure; tell whether it will.

    What the bot would have said is kept and said when the model brings nothing in time.
    """
    unsure = reply.verdict == "choices" or (reply.verdict == "unknown" and reply.reason in UNSURE)
    if not unsure or asked.message.content_type != "text":
        return False
    tenant_id = merchant_by_id(tx, asked.merchant_id).tenant_id
    row = tx.session.get(LiftEndpoint, tenant_id)
    if row is None or not is_ready(tx, row, asked.merchant_id):
        return False
    if not {"rewrite", "answer"} & set(row.uses) or _is_put_by(tx, asked):
        return False
    tx.session.add(
        LiftQuestion(
            message_id=asked.message.id,
            tenant_id=tenant_id,
            merchant_id=asked.merchant_id,
            fact=asked.model_dump_json(),
            reply=asdict(reply),
            engine=engine,
            asked_at=tx.now,
        )
    )
    tx.schedule(LATE_TIMER, asked.message.id, tx.now + LATE_AFTER)
    return True


def is_ready(tx: Tx, row: LiftEndpoint, merchant_id: str) -> bool:
    """Tell whether a shop's endpoint may be asked now."""
    if not row.on or (row.shops is not None and merchant_id not in row.shops):
        return False
    return row.paused_until <= tx.now and not is_capped(tx, row)


def take_on(tx: Tx, message_id: str) -> bool:
    """Take a waiting question for this process.

    Nobody takes it a second time: asking the model again might cost twice. If this process dies,
    the timer answers.
    """
    taken = tx.connection.execute(
        update(LiftQuestion)
        .where(LiftQuestion.message_id == message_id, LiftQuestion.taken_at.is_(None))
        .values(taken_at=tx.now)
    )
    return taken.rowcount == 1


def conclude(tx: Tx, message_id: str, better: Reply | None = None, by: str = "") -> bool:
    """Answer the customer with the better reply or with the one kept; tell whether we were first.

    `by` is added to the engine's name when the model had a part in the reply.
    """
    row = tx.session.get(LiftQuestion, message_id)
    if row is None:
        return False
    fact, kept, engine = MessagePosted.model_validate_json(row.fact), reply_stored(row), row.engine
    tx.session.expunge(row)
    gone = tx.connection.execute(delete(LiftQuestion).where(LiftQuestion.message_id == message_id))
    if gone.rowcount != 1:
        return False
    tx.cancel(LATE_TIMER, message_id)
    if better is None:
        reply_to(tx, fact, kept, engine)
    else:
        reply_to(tx, fact, better, f"{engine}+{by}" if by else engine)
    return True


def forget_old(tx: Tx) -> None:
    """Forget calls of long ago, a part at a time."""
    old = select(LiftCall.id).where(LiftCall.at < tx.now - CALLS_KEPT).limit(AT_ONCE)
    ids = tx.session.scalars(old).all()
    tx.connection.execute(delete(LiftCall).where(LiftCall.id.in_(ids)))
    tx.schedule(FORGET_TIMER, "all", tx.now + (SECOND if len(ids) == AT_ONCE else DAY))


def _is_put_by(tx: Tx, asked: MessagePosted) -> bool:
    return tx.session.get(LiftQuestion, asked.message.id) is not None


def _wrong(field: str, code: str) -> dict[str, Any]:
    return {"field": field, "code": code, "params": {}}
