"""Customers over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from yingda.customers import merging, queries, service
from yingda.customers.schemas import (
    CustomerChange,
    CustomerRow,
    CustomerView,
    MergeDraft,
    SplitDraft,
)
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.foundation.web import Db, LeadCaller, Page, StaffOrShopSystem

router = APIRouter(prefix="/api/customers", tags=["customers"])

Search = Annotated[str, Query(max_length=200)]
Cursor = Annotated[str | None, Query(max_length=64)]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("")
async def find_customers(
    db: Db, caller: StaffOrShopSystem, q: Search = "", cursor: Cursor = None, limit: Limit = 50
) -> Page[CustomerRow]:
    return await db.read(_page, caller, q, cursor, limit)


@router.get("/{customer_id}")
async def read_customer(db: Db, caller: StaffOrShopSystem, customer_id: str) -> CustomerView:
    return await db.read(queries.customer_view, caller, customer_id)


@router.patch("/{customer_id}")
async def change_customer(
    db: Db, caller: StaffOrShopSystem, customer_id: str, change: CustomerChange
) -> CustomerView:
    await db.write(service.change_customer, customer_id, change, caller)
    return await db.read(queries.customer_view, caller, customer_id)


@router.post("/{customer_id}/merge")
async def merge_customers(
    db: Db, caller: LeadCaller, customer_id: str, draft: MergeDraft
) -> CustomerView:
    await db.write(merging.merge_customers, customer_id, draft.other_id, caller)
    return await db.read(queries.customer_view, caller, customer_id)


@router.post("/{customer_id}/split")
async def split_customers(
    db: Db, caller: LeadCaller, customer_id: str, draft: SplitDraft
) -> CustomerView:
    await db.write(merging.split_customers, customer_id, draft.merge_id, caller)
    return await db.read(queries.customer_view, caller, customer_id)


def _page(
    tx: Tx, caller: Principal, text: str, cursor: str | None, limit: int
) -> Page[CustomerRow]:
    found = queries.find_customers(tx, caller, text, cursor=cursor, limit=limit + 1)
    rows = [CustomerRow.model_validate(customer) for customer in found[:limit]]
    return Page(items=rows, next=rows[-1].id if len(found) > limit else None)
