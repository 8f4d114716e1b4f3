"""What one can do in the help centre: set it up, remember what was shown and chosen, learn."""

from collections.abc import Mapping
from typing import Any

from yingda.customers.queries import current_customer
from yingda.foundation import timers
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import HOUR
from yingda.foundation.db import Tx
from yingda.helpcenter import queries, standing
from yingda.helpcenter.errors import SuggestionUnknown, TileConditionWrong, TileUnusable
from yingda.helpcenter.events import ExposuresGathered
from yingda.helpcenter.home import Home, Shown, chip_views
from yingda.helpcenter.models import (
    HelpSettingsRow,
    SuggestedClick,
    SuggestedList,
    SuggestionWeights,
)
from yingda.helpcenter.results import Learned
from yingda.helpcenter.schemas import (
    BotMeasured,
    HelpSettings,
    HomeView,
    SuggestedView,
    Tile,
    TypedChoice,
)
from yingda.knowledge import conditions
from yingda.knowledge.models import KnowledgeEntry
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_meant

LEARN_TIMER = "suggestions.learn"
LEARN_AFTER = HOUR


def set_up(
    tx: Tx,
    merchant_id: str | None,
    wanted: HelpSettings,
    found: BotMeasured,
    caller: Principal,
) -> HelpSettings:
    """Set up a shop's home page and its way to a person, if the bot has earned the latter.

    `found` was measured beside the writer, which must not wait for it.
    """
    merchant = merchant_meant(tx, caller, merchant_id)
    present = queries.settings_of(tx, merchant.id)
    standing.refuse_too_soon(wanted.human_entry, present.human_entry, found)
    for tile in wanted.tiles:
        _refuse_useless(tx, merchant, tile)
    row = tx.session.get(HelpSettingsRow, merchant.id)
    if row is None:
        row = HelpSettingsRow(merchant_id=merchant.id, settings=wanted.model_dump())
        tx.session.add(row)
    row.settings = wanted.model_dump()
    return wanted


def show_home(tx: Tx, caller: Principal, home: Home) -> HomeView:
    """Remember what the home page shows, and return it with the lists named."""
    kept = {name: remember(tx, caller, shown) for name, shown in home.shown.items()}
    view = home.view
    update = {
        "orders_list_id": kept.get("orders"),
        "suggested": view.suggested.model_copy(update={"list_id": kept.get("home")}),
        "hot": view.hot.model_copy(update={"list_id": kept.get("hot")}),
    }
    return view.model_copy(update=update)


def show(tx: Tx, caller: Principal, shown: Shown) -> SuggestedView:
    """Remember what is shown, and return it with the list named."""
    if not shown.found.chips:
        return SuggestedView(list_id=None, chips=[])
    list_id = remember(tx, caller, shown)
    return SuggestedView(list_id=list_id, chips=chip_views(shown.found.chips))


def remember(tx: Tx, caller: Principal, shown: Shown) -> str:
    """Store an exposure."""
    return _stored(tx, caller, shown).id


def _stored(
    tx: Tx, caller: Principal, shown: Shown, question_key: str | None = None
) -> SuggestedList:
    customer = current_customer(tx, caller.id)
    row = SuggestedList(
        id=tx.ids.new(),
        tenant_id=customer.tenant_id,
        merchant_id=customer.merchant_id,
        customer_id=customer.id,
        placement=shown.placement,
        chips=[
            {"entry_id": one.entry_id, "method": one.method, "features": _rounded(one.features)}
            for one in shown.found.chips
        ],
        offered={name: list(ids) for name, ids in shown.found.offered.items()},
        question_key=question_key,
        at=tx.now,
    )
    tx.session.add(row)
    return row


def choose(tx: Tx, list_id: str, entry_id: str, caller: Principal) -> None:
    """Remember that a suggested question was chosen; a second choice of it changes nothing."""
    row = tx.session.get(SuggestedList, list_id)
    own = current_customer(tx, caller.id).id
    if row is None or current_customer(tx, row.customer_id).id != own:
        raise SuggestionUnknown
    if not any(one["entry_id"] == entry_id for one in row.chips):
        raise SuggestionUnknown
    if tx.session.get(SuggestedClick, (list_id, entry_id)) is None:
        _click(tx, row, entry_id, own)


def keep_typed(tx: Tx, caller: Principal, shown: Shown, choice: TypedChoice) -> None:
    """Remember what was shown last before somebody's question, once, and what they chose of it."""
    if choice.client_key and queries.knows_question(tx, caller, choice.client_key):
        return
    row = _stored(tx, caller, shown, choice.client_key)
    tx.flush()
    if choice.entry_id:
        _click(tx, row, choice.entry_id, row.customer_id)


def _click(tx: Tx, row: SuggestedList, entry_id: str, customer_id: str) -> None:
    method = next(one["method"] for one in row.chips if one["entry_id"] == entry_id)
    tx.session.add(
        SuggestedClick(
            list_id=row.id,
            entry_id=entry_id,
            merchant_id=row.merchant_id,
            customer_id=customer_id,
            method=method,
            at=tx.now,
        )
    )
    if not timers.is_set(tx.connection, LEARN_TIMER, row.merchant_id):
        tx.schedule(LEARN_TIMER, row.merchant_id, tx.now + LEARN_AFTER)


def want_learning(tx: Tx, merchant_id: str) -> None:
    """Let the ranker learn beside the writer."""
    tx.emit(ExposuresGathered(merchant_id=merchant_id))


def keep_learned(tx: Tx, merchant_id: str, learned: Learned) -> None:
    """Store the ranker's weights, and from how much they were learned."""
    values = {
        "weights": {"click": dict(learned.weights.click), "settle": dict(learned.weights.settle)},
        "exposures": learned.exposures,
        "clicks": learned.clicks,
        "learned_at": tx.now,
    }
    row = tx.session.get(SuggestionWeights, merchant_id)
    if row is None:
        tx.session.add(SuggestionWeights(merchant_id=merchant_id, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)


def _refuse_useless(tx: Tx, merchant: Merchant, tile: Tile) -> None:
    if (tile.entry_id is None) == (tile.category is None):
        raise TileUnusable
    if tile.entry_id is not None:
        entry = tx.session.get(KnowledgeEntry, tile.entry_id)
        if entry is None or entry.merchant_id != merchant.id:
            raise TileUnusable
    if tile.conditions is not None and conditions.faults(tile.conditions):
        raise TileConditionWrong


def _rounded(features: Mapping[str, Any]) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in features.items()}
