"""What the bot does: reply to a customer, and be set up."""

from yingda.bot import queries
from yingda.bot.clarifying import asking
from yingda.bot.events import BotAnswered, BotGaveChoices, BotGaveUp
from yingda.bot.flows import taking
from yingda.bot.models import BotReply, BotSettingsRow
from yingda.bot.replying import Reply
from yingda.bot.schemas import BotSettings
from yingda.bot.wishes import wants_human
from yingda.conversations import service as conversation
from yingda.conversations.events import MessagePosted
from yingda.conversations.models import Row
from yingda.conversations.queries.access import conversation_by_id
from yingda.conversations.queries.messages import said_since
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.merchants.queries import merchant_meant


def set_up(
    tx: Tx, merchant_id: str | None, settings: BotSettings, caller: Principal
) -> BotSettings:
    """Set how sure the merchant's bot must be and how soon it gives way."""
    merchant = merchant_meant(tx, caller, merchant_id)
    row = tx.session.get(BotSettingsRow, merchant.id)
    if row is None:
        tx.session.add(BotSettingsRow(merchant_id=merchant.id, settings=settings.model_dump()))
    else:
        row.settings = settings.model_dump()
    return settings


def reply_to(tx: Tx, asked: MessagePosted, reply: Reply, engine: str) -> None:
    """Say what was found, ask for a person where it takes one, and remember both."""
    row = _still_asked(tx, asked)
    if row is None:
        return
    said = None
    if reply.content_type is not None and reply.content is not None:
        said = conversation.say(
            tx,
            asked.conversation_id,
            content_type=reply.content_type,
            content=reply.content,
            answers_seq=asked.message.seq,
        )
    if reply.hand_over is not None:
        conversation.ask_human(tx, asked.conversation_id, reason=reply.hand_over)
    message_id = None if said is None else said.id
    _remember(tx, asked, row["tenant_id"], reply, engine, message_id)
    asking.note(tx, row, reply)
    _tell(tx, asked, reply)


def go_on_with_task(tx: Tx, asked: MessagePosted, turn: taking.Taking) -> None:
    """Let a task have the message, and remember what came of it."""
    row = _still_asked(tx, asked)
    if row is None:
        return
    taken = taking.take(tx, asked, turn)
    reply = Reply(
        "task",
        taken.reason,
        confidence=1.0,
        hand_over=taken.reason if taken.handed_over else None,
    )
    kept = _remember(tx, asked, row["tenant_id"], reply, "flows", next(iter(taken.said), None))
    kept.begun_run_id = taken.begun_run_id
    if taken.handed_over:
        _tell(tx, asked, reply)


def _still_asked(tx: Tx, asked: MessagePosted) -> Row | None:
    """Return the conversation while the bot may answer in it, and has not."""
    row = conversation_by_id(tx, asked.conversation_id)
    if row is None or row["stage"] != "bot" or queries.has_replied_to(tx, asked.message.id):
        return None  # a person took over while the bot was thinking
    since = said_since(tx, asked.conversation_id, asked.message.seq)
    if any(wants_human(str(content.get("text", ""))) for content in since):
        return None  # the customer has asked for a person since: an answer would talk past them
    return row


def _remember(
    tx: Tx,
    asked: MessagePosted,
    tenant_id: str,
    reply: Reply,
    engine: str,
    message_id: str | None,
) -> BotReply:
    kept = BotReply(
        id=tx.ids.new(),
        tenant_id=tenant_id,
        merchant_id=asked.merchant_id,
        conversation_id=asked.conversation_id,
        asked_message_id=asked.message.id,
        message_id=message_id,
        verdict=reply.verdict,
        reason=reply.reason,
        entry_ids=list(reply.entry_ids),
        confidence=reply.confidence,
        engine=engine,
        handed_over=reply.hand_over is not None,
        at=tx.now,
    )
    tx.session.add(kept)
    return kept


def _tell(tx: Tx, asked: MessagePosted, reply: Reply) -> None:
    about = {
        "conversation_id": asked.conversation_id,
        "merchant_id": asked.merchant_id,
        "asked_message_id": asked.message.id,
    }
    if reply.verdict == "answer":
        tx.emit(BotAnswered(**about, entry_id=reply.entry_ids[0], confidence=reply.confidence))
    elif reply.verdict == "choices":
        ids = reply.entry_ids
        tx.emit(BotGaveChoices(**about, entry_ids=ids, confidence=reply.confidence))
    elif reply.verdict in {"unknown", "human", "task"}:
        handed_over = reply.hand_over is not None
        tx.emit(BotGaveUp(**about, reason=reply.reason or "", handed_over=handed_over))
