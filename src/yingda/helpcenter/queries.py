"""Reads of the help centre: settings, what to show whom, how it did."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select

from yingda.bot.facts import facts_of
from yingda.bot.phases.queries import changes_at
from yingda.conversations.models import Conversation
from yingda.customers.queries import current_customer, family_ids
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import Instant
from yingda.foundation.db import Tx
from yingda.helpcenter import standing
from yingda.helpcenter.errors import SuggestionUnknown
from yingda.helpcenter.gathering import Person, situation_of, tellable
from yingda.helpcenter.home import Home, Shown, help_path, home_for, more_orders
from yingda.helpcenter.models import HelpSettingsRow, SuggestedList, SuggestionWeights
from yingda.helpcenter.schemas import (
    BotMeasured,
    HelpSettings,
    HelpSettingsView,
    HomeAsk,
    HomeView,
    HumanEntryView,
    Level,
    Persona,
    SuggestionAsk,
    TypedChoice,
)
from yingda.helpcenter.suggesting.ranking import OFFERED, Suggested, Weights, suggested
from yingda.helpcenter.wording import readable
from yingda.merchants.models import Language, Merchant
from yingda.merchants.queries import merchant_by_id, merchant_meant
from yingda.orders.queries import latest_orders
from yingda.orders.schemas import OrderView

AFTER_ANSWER, TYPING, BEFORE_TYPING = 3, OFFERED, 4


def settings_of(tx: Tx, merchant_id: str) -> HelpSettings:
    """Return the merchant's settings, with the defaults of what it never set."""
    row = tx.session.get(HelpSettingsRow, merchant_id)
    return HelpSettings() if row is None else HelpSettings.model_validate(row.settings)


def settings_view(tx: Tx, caller: Principal, merchant_id: str | None) -> HelpSettingsView:
    """Return the settings of a merchant the caller may see, and the measure they rest on."""
    merchant = merchant_meant(tx, caller, merchant_id)
    return HelpSettingsView(
        settings=settings_of(tx, merchant.id),
        measured=standing.measured(tx, merchant.id),
        help_path=help_path(tx, merchant),
    )


def measured_for(tx: Tx, caller: Principal, merchant_id: str | None) -> BotMeasured:
    """Return how good the bot of a merchant is whom the caller may see."""
    return standing.measured(tx, merchant_meant(tx, caller, merchant_id).id)


def weights_of(tx: Tx, merchant_id: str) -> Weights:
    """Return what the shop's customers taught the ranker, or the weights it begins with."""
    row = tx.session.get(SuggestionWeights, merchant_id)
    return Weights() if row is None else Weights(**row.weights)


def visitor_as_person(tx: Tx, caller: Principal, language: Language | None) -> Person:
    """Return the visitor with everything that may be known of them."""
    customer = current_customer(tx, caller.id)
    family = family_ids(tx, customer.id)
    return Person(
        merchant=merchant_by_id(tx, customer.merchant_id),
        language=language or customer.language,
        facts=facts_of(tx, customer, family),
        orders=tuple(latest_orders(tx, family)),
        family=tuple(family),
    )


def human_entry(tx: Tx, caller: Principal) -> HumanEntryView:
    """Return how plainly the visitor sees the way to a person."""
    return HumanEntryView(level=level_of(tx, caller))


def level_of(tx: Tx, caller: Principal) -> Level:
    """Return the level at which the visitor sees it; most shops hide nothing from anybody."""
    customer = current_customer(tx, caller.id)
    entry = settings_of(tx, customer.merchant_id).human_entry
    if entry.level == 0:
        return 0
    family = family_ids(tx, customer.id)
    changes = changes_at(tx, customer.merchant_id, _began_at(tx, family))
    if changes is not None and changes.entry_level is not None:
        entry = entry.model_copy(update={"level": min(entry.level, changes.entry_level)})
    came_back = standing.has_come_back(tx, family)
    return standing.level_for(entry, customer.tier, customer.traits, came_back=came_back)


def _began_at(tx: Tx, family: Sequence[str]) -> Instant:
    """Return when the customer's open conversation began; now, where they have none."""
    open_ones = select(func.max(Conversation.opened_at)).where(
        Conversation.customer_id.in_(family), Conversation.status != "closed"
    )
    return tx.session.scalar(open_ones) or tx.now


def visitor_home(tx: Tx, caller: Principal, ask: HomeAsk) -> Home:
    """Return the home page of the visitor."""
    known, level = visitor_as_person(tx, caller, ask.language), human_entry(tx, caller).level
    settings = settings_of(tx, known.merchant.id)
    person = replace(known, page=ask.page, human_entry=level)
    return home_for(tx, person, tellable(tx, person), settings, weights_of(tx, known.merchant.id))


def visitor_suggestions(tx: Tx, caller: Principal, ask: SuggestionAsk) -> Shown:
    """Return questions for the visitor at this moment."""
    person = replace(visitor_as_person(tx, caller, ask.language), page=ask.page)
    entries = tellable(tx, person)
    if ask.placement == "orders":
        return more_orders(tx, person, entries, ask.orders)
    if ask.category is not None:
        entries = {key: one for key, one in entries.items() if one.category == ask.category}
    if not ask.typed.strip():
        # What is looked for by words of one's own is better found in another language than not.
        entries = readable(entries, person.language)
    situation = situation_of(tx, person, entries, typed=ask.typed)
    limit = {"answer": AFTER_ANSWER, "typing": TYPING, "home": BEFORE_TYPING}[ask.placement]
    found = suggested(
        situation,
        weights_of(tx, person.merchant.id),
        limit=20 if ask.category is not None else limit,
        besides=ask.besides,
        only=["typed"] if ask.typed.strip() else (),
    )
    return Shown(ask.placement, found)


def shown_while_typing(tx: Tx, caller: Principal, choice: TypedChoice) -> Shown:
    """Return what the visitor says was shown, as far as these words find it for them.

    What it offered is what was on the screen, not what it would have offered on a larger one.
    """
    person = visitor_as_person(tx, caller, None)
    situation = situation_of(tx, person, tellable(tx, person), typed=choice.typed)
    # The question may have been answered by now; when this was shown, it had not been.
    before = replace(situation, asked_here=frozenset())
    weights, most = weights_of(tx, person.merchant.id), len(before.candidates)
    found = suggested(before, weights, limit=most, only=["typed"])
    chips = tuple(one for one in found.chips if one.entry_id in choice.shown)
    wanted = choice.entry_id
    if not chips or (wanted and all(one.entry_id != wanted for one in chips)):
        raise SuggestionUnknown
    offered = {"typed": tuple(one.entry_id for one in chips[:OFFERED])}
    return Shown("typing", Suggested(chips, offered))


def knows_question(tx: Tx, caller: Principal, question_key: str) -> bool:
    """Tell whether it is known what the visitor was shown when they asked this question."""
    known = select(SuggestedList.id).where(
        SuggestedList.customer_id == current_customer(tx, caller.id).id,
        SuggestedList.question_key == question_key,
    )
    return tx.session.scalar(known.limit(1)) is not None


def previewed(tx: Tx, caller: Principal, persona: Persona) -> HomeView:
    """Return the home page that somebody made up would see; nothing is stored."""
    merchant = merchant_meant(tx, caller, persona.merchant_id)
    settings = settings_of(tx, merchant.id)
    level = standing.level_for(settings.human_entry, persona.tier, dict(persona.traits))
    person = replace(_made_up(tx, merchant, persona), page=persona.page, human_entry=level)
    return home_for(tx, person, tellable(tx, person), settings, weights_of(tx, merchant.id)).view


def _made_up(tx: Tx, merchant: Merchant, persona: Persona) -> Person:
    facts = {
        **{f"customer.{name}": value for name, value in persona.traits.items()},
        "customer.tier": persona.tier,
        "customer.language": persona.language,
        "order.status": tuple(sorted(set(persona.order_states))) or None,
    }
    orders = tuple(
        OrderView(
            id="0" * 32,
            merchant_id=merchant.id,
            external_id=f"{number:04}",
            status=status,
            created_at=tx.now,
            paid_at=None,
            amount_cents=0,
            currency="CNY",
            refunded_at=None,
            refund_reason=None,
            carrier=None,
            tracking_no=None,
            expected_at=None,
            address_masked=None,
            items=[],
        )
        for number, status in enumerate(persona.order_states, 1)
    )
    return Person(merchant, persona.language, facts, orders)
