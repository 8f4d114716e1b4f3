"""Puts the home page together: orders with their questions, tiles, guesses, hot questions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from yingda.foundation.db import Tx
from yingda.helpcenter.gathering import Person, entries_of_state, situation_of
from yingda.helpcenter.greeting import greeting_for
from yingda.helpcenter.schemas import (
    ChipView,
    HelpSettings,
    HomeView,
    OrderHelp,
    Placement,
    SuggestedView,
    Tile,
    TileView,
)
from yingda.helpcenter.suggesting.methods import OPEN, URGENCY
from yingda.helpcenter.suggesting.ranking import Chip, Suggested, Weights, suggested
from yingda.helpcenter.wording import readable, title_in, wording_in
from yingda.knowledge import conditions
from yingda.knowledge.searching import IndexedEntry
from yingda.merchants.models import Merchant
from yingda.orders.schemas import OrderView

CHIPS, HOT, OF_ORDER, ORDERS = 4, 5, 3, 10
AT_FIRST = 2
"""So many orders are shown before somebody wants to see them all."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A list of chips that is put before a customer, to be remembered as an exposure."""

    placement: Placement
    found: Suggested


@dataclass(frozen=True, slots=True)
class Home:
    """The home page before its lists have been stored, and those lists."""

    view: HomeView
    shown: Mapping[Placement, Shown]


def home_for(
    tx: Tx,
    person: Person,
    entries: Mapping[str, IndexedEntry],
    settings: HelpSettings,
    weights: Weights,
) -> Home:
    """Return the home page of this person, coming from the page they were on."""
    told = readable(entries, person.language)
    situation = situation_of(tx, person, told)
    needing = sorted(person.orders, key=lambda one: -(one.status in OPEN and URGENCY[one.status]))
    orders = [order_help(tx, person, told, one) for one in needing[:ORDERS]]
    raised = _raised(orders[:AT_FIRST])
    guessed = suggested(
        situation, weights, limit=CHIPS, besides=[one.entry_id for one in raised.chips]
    )
    hot = suggested(situation, weights, limit=HOT, only=["hot"])
    view = HomeView(
        greeting=greeting_for(tx, person, entries, says_hello=False),
        human_entry=person.human_entry,
        orders=orders,
        orders_list_id=None,
        tiles=tiles_for(person, entries, settings.tiles),
        suggested=SuggestedView(list_id=None, chips=chip_views(guessed.chips)),
        hot=SuggestedView(list_id=None, chips=chip_views(hot.chips)),
        help_path=help_path(tx, person.merchant),
    )
    lists: list[Shown] = [Shown("home", guessed), Shown("hot", hot)]
    lists.append(Shown("orders", raised))
    return Home(view, {one.placement: one for one in lists if one.found.chips})


def more_orders(
    tx: Tx, person: Person, entries: Mapping[str, IndexedEntry], order_ids: Collection[str]
) -> Shown:
    """Return what these orders of the person raise, who wants to see more than the first."""
    told = readable(entries, person.language)
    seen = [order_help(tx, person, told, one) for one in person.orders if one.id in order_ids]
    return Shown("orders", _raised(seen))


def order_help(
    tx: Tx, person: Person, entries: Mapping[str, IndexedEntry], order: OrderView
) -> OrderHelp:
    """Return an order with the questions its state raises."""
    raised = [one for one in entries_of_state(tx, person, order.status) if one in entries]
    chips = [
        ChipView(entry_id=one, title=title_in(entries[one], person.language), method="state")
        for one in raised[:OF_ORDER]
    ]
    return OrderHelp(order=order, chips=chips)


def tiles_for(
    person: Person, entries: Mapping[str, IndexedEntry], tiles: Sequence[Tile]
) -> list[TileView]:
    """Return the tiles this person sees; one that leads nowhere for them is left out."""
    found = []
    for tile in tiles:
        wanted = tile.conditions and conditions.parsed(tile.conditions)
        if wanted and not conditions.holds(wanted, person.facts):
            continue
        if tile.page_contains not in person.page.url:
            continue
        entry = entries.get(tile.entry_id or "")
        if entry is None and not any(one.category == tile.category for one in entries.values()):
            continue
        titles = tile.title
        found.append(
            TileView(
                title=wording_in(titles, person.language) or next(iter(titles.values())),
                entry_id=entry.id if entry else None,
                question=title_in(entry, person.language) if entry else None,
                category=None if entry else tile.category,
            )
        )
    return found


def chip_views(chips: Sequence[Chip]) -> list[ChipView]:
    """Return the chips as they are sent."""
    return [ChipView(entry_id=one.entry_id, title=one.title, method=one.method) for one in chips]


def help_path(tx: Tx, merchant: Merchant) -> str:
    """Return where the shop's help centre stands, by its key where another shop has its name."""
    same = select(Merchant.id).where(Merchant.slug == merchant.slug, Merchant.id != merchant.id)
    is_shared = tx.session.scalar(same.limit(1)) is not None
    return f"/help/{merchant.public_key if is_shared else merchant.slug}"


def _raised(orders: Sequence[OrderHelp]) -> Suggested:
    chips = (chip for one in orders for chip in one.chips)
    found = (Chip(one.entry_id, one.title, one.method, {"state": 1.0}) for one in chips)
    return Suggested(tuple(found), {})
