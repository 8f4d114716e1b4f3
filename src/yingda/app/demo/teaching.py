"""Teaches the demo shop: knowledge, canned replies, what to ask first; through their services."""

from yingda.app.demo import reading
from yingda.app.demo.shapes import Entry
from yingda.bot.clarifying import service as clarifying
from yingda.bot.clarifying.queries import discriminators_for
from yingda.bot.clarifying.schemas import DiscriminatorChange
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY, Instant
from yingda.foundation.db import Tx
from yingda.knowledge import queries
from yingda.knowledge.schemas import (
    CannedReplyChange,
    CannedReplyDraft,
    EntryChange,
    EntryDraft,
    Translation,
)
from yingda.knowledge.service import change_canned_reply, store_entry, store_shared_reply
from yingda.knowledge.service.entries import apply_change, note_change
from yingda.merchants.models import Language, Merchant

SOURCE = "demo"


def teach(tx: Tx, merchant: Merchant, owner: Principal) -> None:
    """Store the shop's knowledge as its files say it now, and archive what they no longer say."""
    drafts = [_entry_draft(entry, tx.now) for entry in reading.entries()]
    kept = {_learn(tx, merchant, draft, owner) for draft in drafts}
    for entry in queries.live_entries(tx, merchant.id):
        if entry.source == SOURCE and entry.id not in kept:
            apply_change(tx, entry, EntryChange(status="archived"), by=owner.id)
    note_change(tx, merchant.id, None)
    _prepare_replies(tx, merchant, owner)
    _prepare_questions(tx, merchant, owner)


def _learn(tx: Tx, merchant: Merchant, draft: EntryDraft, owner: Principal) -> str:
    known = queries.entry_by_question(tx, merchant.id, draft.question)
    if known is None:
        return store_entry(tx, merchant, draft, source=SOURCE, by=owner.id).id
    change = EntryChange(**{name: getattr(draft, name) for name in EntryChange.model_fields})
    apply_change(tx, known, change, by=owner.id)
    return known.id


def _entry_draft(entry: Entry, now: Instant) -> EntryDraft:
    translations: dict[Language, Translation] = {
        language: Translation.model_validate(wording.model_dump())
        for language, wording in entry.translations.items()
    }
    return EntryDraft(
        question=entry.question,
        similar=entry.similar,
        answer=entry.answer,
        category=entry.category,
        answer_mode=entry.answer_mode,
        conditions=entry.conditions,
        valid_from=_in_days(now, entry.valid_from_days),
        valid_until=_in_days(now, entry.valid_until_days),
        language="zh-CN",
        translations=translations,
    )


def _prepare_replies(tx: Tx, merchant: Merchant, owner: Principal) -> None:
    stored = {
        (reply.shortcut, reply.language): reply.id
        for reply in queries.canned_replies_of(tx, owner, merchant.id)
        if reply.owner_id is None
    }
    for reply in reading.canned_replies():
        known = stored.get((reply.shortcut, reply.language))
        if known is None:
            store_shared_reply(
                tx, merchant, CannedReplyDraft.model_validate(reply.model_dump() | {"shared": True})
            )
        else:
            change = CannedReplyChange(title=reply.title, text=reply.text)
            change_canned_reply(tx, known, change, owner)


def _prepare_questions(tx: Tx, merchant: Merchant, owner: Principal) -> None:
    stored = {one.ask["zh-CN"]: one.id for one in discriminators_for(tx, owner, merchant.id)}
    for draft in reading.discriminators():
        known = stored.get(draft.ask["zh-CN"])
        if known is None:
            clarifying.store(tx, merchant, draft, by=owner.id)
        else:
            change = DiscriminatorChange(**draft.model_dump(exclude={"merchant_id"}))
            clarifying.change(tx, known, change, owner)


def _in_days(now: Instant, days: int | None) -> Instant | None:
    return None if days is None else now + days * DAY
