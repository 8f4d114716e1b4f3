"""HTTP and sockets: the edge where requests become calls. Only `api.py` files use it."""

from yingda.foundation.web.callers import (
    AdminCaller,
    Caller,
    CurrentRuntime,
    Db,
    LeadCaller,
    StaffCaller,
    VisitorCaller,
)
from yingda.foundation.shapes import Draft, Page, View

__all__ = [
    "AdminCaller",
    "Caller",
    "CurrentRuntime",
    "Db",
    "Draft",
    "LeadCaller",
    "Page",
    "StaffCaller",
    "View",
    "VisitorCaller",
]
