"""Products and orders over HTTP."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, File, Form, Path, Query, UploadFile

from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.foundation.web import AdminOrShopSystem, Db, Page, StaffOrShopSystem, VisitorCaller
from yingda.merchants.queries import merchant_meant
from yingda.orders import importing, queries, service
from yingda.orders.errors import FileTooLarge
from yingda.orders.reading import read_orders, read_products
from yingda.orders.schemas import OrderDraft, OrdersImportView, OrderView, ProductDraft, ProductView

router = APIRouter(prefix="/api", tags=["orders"])

LIMIT_MB = 20
ExternalId = Annotated[str, Path(min_length=1, max_length=100)]
Cursor = Annotated[str | None, Query(max_length=64)]
Limit = Annotated[int, Query(ge=1, le=200)]
Search = Annotated[str, Query(max_length=200)]
MerchantId = Annotated[str | None, Form(max_length=32)]
Upload = Annotated[UploadFile, File()]


@router.get("/customers/{customer_id}/orders")
async def list_orders(db: Db, caller: StaffOrShopSystem, customer_id: str) -> list[OrderView]:
    return await db.read(queries.orders_of, caller, customer_id)


@router.get("/visitor/orders")
async def list_own_orders(db: Db, caller: VisitorCaller) -> list[OrderView]:
    return await db.read(queries.own_orders, caller)


@router.get("/products")
async def find_products(
    db: Db, caller: StaffOrShopSystem, q: Search = "", cursor: Cursor = None, limit: Limit = 50
) -> Page[ProductView]:
    return await db.read(_product_page, caller, q, cursor, limit)


@router.get("/shop/products")
async def list_shop_products(
    db: Db, public_key: Annotated[str, Query(max_length=64)]
) -> list[ProductView]:
    return await db.read(queries.shop_products, public_key)


@router.put("/products/{external_id}")
async def put_product(
    db: Db, caller: AdminOrShopSystem, external_id: ExternalId, draft: ProductDraft
) -> ProductView:
    return ProductView.model_validate(
        await db.write(service.put_product, external_id, draft, caller)
    )


@router.put("/orders/{external_id}")
async def put_order(
    db: Db, caller: AdminOrShopSystem, external_id: ExternalId, draft: OrderDraft
) -> OrderView:
    return await db.write(_order_put, external_id, draft, caller)


@router.post("/products/import")
async def import_products(
    db: Db, caller: AdminOrShopSystem, file: Upload, merchant_id: MerchantId = None
) -> OrdersImportView:
    merchant = await db.read(merchant_meant, caller, merchant_id)
    found = await to_thread.run_sync(read_products, await _content(file))
    stored = 0
    for batch in importing.batches(found.drafts):
        stored += await db.write(importing.store_products, merchant.id, batch, caller)
    return OrdersImportView(stored=stored, broken=found.broken)


@router.post("/orders/import")
async def import_orders(
    db: Db, caller: AdminOrShopSystem, file: Upload, merchant_id: MerchantId = None
) -> OrdersImportView:
    merchant = await db.read(merchant_meant, caller, merchant_id)
    found = await to_thread.run_sync(read_orders, await _content(file), merchant.timezone)
    stored = 0
    for batch in importing.batches(found.drafts):
        stored += await db.write(importing.store_orders, merchant.id, batch, caller)
    return OrdersImportView(stored=stored, broken=found.broken)


async def _content(file: UploadFile) -> bytes:
    content = await file.read(LIMIT_MB * 1024 * 1024 + 1)
    if len(content) > LIMIT_MB * 1024 * 1024:
        raise FileTooLarge(limit_mb=LIMIT_MB)
    return content


def _order_put(tx: Tx, external_id: str, draft: OrderDraft, caller: Principal) -> OrderView:
    order = service.put_order(tx, external_id, draft, caller)
    tx.flush()
    (view,) = queries.order_views(tx, [order])
    return view


def _product_page(
    tx: Tx, caller: Principal, text: str, cursor: str | None, limit: int
) -> Page[ProductView]:
    found = queries.find_products(tx, caller, text, cursor=cursor, limit=limit + 1)
    views = [ProductView.model_validate(product) for product in found[:limit]]
    return Page(items=views, next=views[-1].id if len(found) > limit else None)
