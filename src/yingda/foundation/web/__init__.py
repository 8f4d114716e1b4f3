"""HTTP and sockets: the edge where requests become calls. Only `api.py` files use it."""

from yingda.foundation.web.callers import (
    AdminCaller,
    AdminOrShopSystem,
    Caller,
    CurrentRuntime,
    Db,
    LeadCaller,
    LeadOrShopSystem,
    StaffCaller,
    StaffOrShopSystem,
    VisitorCaller,
)
from yingda.foundation.shapes import Draft, Page, View

__all__ = [
    "AdminCaller",
    "AdminOrShopSystem",
    "Caller",
    "CurrentRuntime",
    "Db",
    "Draft",
    "LeadCaller",
    "LeadOrShopSystem",
    "Page",
    "StaffCaller",
    "StaffOrShopSystem",
    "View",
    "VisitorCaller",
]
