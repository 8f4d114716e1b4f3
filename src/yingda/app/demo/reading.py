"""Reads the demo shop's files and says which version of them this is."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from yingda.app.demo.shapes import (
    CannedReply,
    Customer,
    Entry,
    Flow,
    Order,
    Phone,
    Product,
    Shape,
    Staffing,
)
from yingda.app.replay.recording import Recording, read_recordings
from yingda.bot.clarifying.schemas import DiscriminatorDraft
from yingda.bot.flows.schemas.actions import ActionDraft
from yingda.learning.costing.schemas import RateDraft
from yingda.merchants.schemas import WidgetLook

FOLDER = Path(__file__).parent / "content"
S = TypeVar("S", bound=Shape)


def entries() -> list[Entry]:
    """Return the shop's knowledge."""
    lines = _text("knowledge.jsonl").splitlines()
    return [Entry.model_validate_json(line) for line in lines]


def products() -> list[Product]:
    """Return what the shop sells."""
    return _list("products.json", Product)


def customers() -> list[Customer]:
    """Return who is known to the shop."""
    return _list("customers.json", Customer)


def orders() -> list[Order]:
    """Return what they ordered, in every state."""
    return _list("orders.json", Order)


def flows() -> list[Flow]:
    """Return the tasks customers can finish by themselves."""
    return _list("flows.json", Flow)


def actions() -> list[ActionDraft]:
    """Return what the shop's own system does when asked."""
    return TypeAdapter(list[ActionDraft]).validate_json(_text("actions.json"))


def discriminators() -> list[DiscriminatorDraft]:
    """Return what is asked before somebody buys what does not fit."""
    return TypeAdapter(list[DiscriminatorDraft]).validate_json(_text("discriminators.json"))


def phone() -> Phone:
    """Return the menu of the shop's telephone."""
    return Phone.model_validate_json(_text("phone.json"))


def costs() -> RateDraft:
    """Return what service costs the shop."""
    return RateDraft.model_validate_json(_text("costs.json"))


def canned_replies() -> list[CannedReply]:
    """Return the replies every agent can use."""
    return _list("canned_replies.json", CannedReply)


def staffing() -> Staffing:
    """Return the people of the shop and their groups."""
    return Staffing.model_validate_json(_text("staff.json"))


def widget_look() -> WidgetLook:
    """Return how the shop's widget looks and greets."""
    return WidgetLook.model_validate_json(_text("widget.json"))


def recordings() -> list[Recording]:
    """Return the conversations of the shop's day so far."""
    recorded, broken = read_recordings(FOLDER / "recorded.jsonl")
    if broken:
        message = f"recorded.jsonl is broken: {broken[0]}"
        raise ValueError(message)
    return recorded


@cache
def version() -> str:
    """Return what changes whenever a file of the shop does."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.iterdir()):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _list(name: str, shape: type[S]) -> list[S]:
    return TypeAdapter(list[shape]).validate_python(json.loads(_text(name)))  # type: ignore[valid-type]
