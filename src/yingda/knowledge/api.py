"""Knowledge and canned replies over HTTP."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, File, Form, Query, UploadFile

from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.foundation.web import Db, LeadCaller, Page, StaffCaller
from yingda.knowledge import queries, searching, service
from yingda.knowledge.errors import FileTooLarge
from yingda.knowledge.importing import limits
from yingda.knowledge.importing.reading import read_rows
from yingda.knowledge.models import EntryStatus
from yingda.knowledge.queries import EntryFilter
from yingda.knowledge.schemas import (
    CannedReplyChange,
    CannedReplyDraft,
    CannedReplyView,
    CategoryView,
    EntryChange,
    EntryDraft,
    EntryView,
    FoundEntry,
    GoldenQuestionDraft,
    GoldenQuestionView,
    ImportCommit,
    ImportDone,
    KnowledgeImportView,
)
from yingda.knowledge.storing import store_import
from yingda.merchants.queries import merchant_meant

router = APIRouter(prefix="/api", tags=["knowledge"])

Search = Annotated[str, Query(max_length=500)]
Name = Annotated[str | None, Query(max_length=200)]
MerchantId = Annotated[str | None, Query(max_length=32)]
Cursor = Annotated[str | None, Query(max_length=64)]


async def _filter(
    q: Search = "",
    category: Name = None,
    status: EntryStatus | None = None,
    merchant_id: MerchantId = None,
) -> EntryFilter:
    return EntryFilter(q, category, status, merchant_id)


@router.get("/knowledge/entries")
async def find_entries(
    db: Db,
    caller: StaffCaller,
    wanted: Annotated[EntryFilter, Depends(_filter)],
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[EntryView]:
    return await db.read(_entry_page, caller, wanted, cursor, limit)


@router.post("/knowledge/entries", status_code=201)
async def add_entry(db: Db, caller: LeadCaller, draft: EntryDraft) -> EntryView:
    entry = await db.write(service.add_entry, draft, caller)
    return await db.read(_entry_view, caller, entry.id)


@router.get("/knowledge/entries/{entry_id}")
async def read_entry(db: Db, caller: StaffCaller, entry_id: str) -> EntryView:
    return await db.read(_entry_view, caller, entry_id)


@router.patch("/knowledge/entries/{entry_id}")
async def change_entry(db: Db, caller: LeadCaller, entry_id: str, change: EntryChange) -> EntryView:
    await db.write(service.change_entry, entry_id, change, caller)
    return await db.read(_entry_view, caller, entry_id)


@router.delete("/knowledge/entries/{entry_id}", status_code=204)
async def archive_entry(db: Db, caller: LeadCaller, entry_id: str) -> None:
    await db.write(service.archive_entry, entry_id, caller)


@router.get("/knowledge/categories")
async def list_categories(
    db: Db, caller: StaffCaller, merchant_id: MerchantId = None
) -> list[CategoryView]:
    return await db.read(queries.categories_of, caller, merchant_id)


@router.get("/knowledge/search")
async def search_knowledge(
    db: Db,
    caller: StaffCaller,
    q: Search,
    merchant_id: MerchantId = None,
    limit: Annotated[int, Query(ge=1, le=10)] = 5,
) -> list[FoundEntry]:
    return await db.read(searching.search, caller, q, merchant_id, limit)


@router.get("/knowledge/golden-questions")
async def list_golden_questions(
    db: Db, caller: StaffCaller, merchant_id: MerchantId = None
) -> list[GoldenQuestionView]:
    return await db.read(_golden_views, caller, merchant_id)


@router.post("/knowledge/golden-questions", status_code=201)
async def add_golden_question(
    db: Db, caller: LeadCaller, draft: GoldenQuestionDraft
) -> GoldenQuestionView:
    return GoldenQuestionView.of(await db.write(service.add_golden_question, draft, caller))


@router.delete("/knowledge/golden-questions/{golden_id}", status_code=204)
async def remove_golden_question(db: Db, caller: LeadCaller, golden_id: str) -> None:
    await db.write(service.remove_golden_question, golden_id, caller)


@router.post("/knowledge/imports", status_code=201)
async def preview_import(
    db: Db,
    caller: LeadCaller,
    file: Annotated[UploadFile, File()],
    merchant_id: Annotated[str | None, Form(max_length=32)] = None,
) -> KnowledgeImportView:
    content = await file.read(limits.FILE_BYTES + 1)
    if len(content) > limits.FILE_BYTES:
        raise FileTooLarge(limit_bytes=limits.FILE_BYTES)
    name = file.filename or ""
    rows = await to_thread.run_sync(read_rows, name, content)
    judged = await db.read(service.judge_file, name, rows, merchant_id, caller)
    kept = await db.write(service.keep_import, judged, by=caller.id)
    return await to_thread.run_sync(queries.view_of_import, kept)


@router.get("/knowledge/imports/{import_id}")
async def read_import(db: Db, caller: LeadCaller, import_id: str) -> KnowledgeImportView:
    return await db.read(queries.import_view, caller, import_id)


@router.post("/knowledge/imports/{import_id}/commit")
async def commit_import(
    db: Db, caller: LeadCaller, import_id: str, commit: ImportCommit
) -> ImportDone:
    prepared = await db.read(service.prepared_import, import_id, commit.accept_lines, caller)
    return await store_import(db, prepared, by=caller.id)


@router.get("/canned-replies")
async def list_canned_replies(
    db: Db, caller: StaffCaller, merchant_id: MerchantId = None
) -> list[CannedReplyView]:
    return await db.read(_reply_views, caller, merchant_id)


@router.post("/canned-replies", status_code=201)
async def add_canned_reply(db: Db, caller: StaffCaller, draft: CannedReplyDraft) -> CannedReplyView:
    return CannedReplyView.of(await db.write(service.add_canned_reply, draft, caller))


@router.patch("/canned-replies/{reply_id}")
async def change_canned_reply(
    db: Db, caller: StaffCaller, reply_id: str, change: CannedReplyChange
) -> CannedReplyView:
    return CannedReplyView.of(await db.write(service.change_canned_reply, reply_id, change, caller))


@router.delete("/canned-replies/{reply_id}", status_code=204)
async def remove_canned_reply(db: Db, caller: StaffCaller, reply_id: str) -> None:
    await db.write(service.remove_canned_reply, reply_id, caller)


def _entry_page(
    tx: Tx, caller: Principal, wanted: EntryFilter, cursor: str | None, limit: int
) -> Page[EntryView]:
    found = queries.find_entries(tx, caller, wanted, cursor=cursor, limit=limit + 1)
    views = queries.entry_views(tx, found[:limit])
    return Page(items=views, next=views[-1].id if len(found) > limit else None)


def _entry_view(tx: Tx, caller: Principal, entry_id: str) -> EntryView:
    (view,) = queries.entry_views(tx, [queries.entry_for(tx, caller, entry_id)])
    return view


def _golden_views(tx: Tx, caller: Principal, merchant_id: str | None) -> list[GoldenQuestionView]:
    merchant = merchant_meant(tx, caller, merchant_id)
    return [GoldenQuestionView.of(one) for one in queries.golden_questions(tx, merchant.id)]


def _reply_views(tx: Tx, caller: Principal, merchant_id: str | None) -> list[CannedReplyView]:
    found = queries.canned_replies_of(tx, caller, merchant_id)
    return [CannedReplyView.of(reply) for reply in found]
