"""What an answer means to the step that asked, and which orders it may be about. Pure."""

from collections.abc import Sequence

from yingda.bot.flows.documents import AskStep, OrderStep
from yingda.bot.flows.moves import Input, Order, Picked, Said, State, World
from yingda.bot.flows.slots import chosen, order_meant, value_of, yes_or_no
from yingda.bot.flows.wording import value_at

MOST_ORDERS = 6


def asked_value(step: AskStep, came: Input, world: World) -> object:
    """Return what the answer gives to the slot, None when it gives nothing."""
    match came:
        case Picked(value):
            found = next((one for one in step.choices if one.value == value), None)
            return None if found is None else chosen(found, world.language)
        case Said(text):
            return value_of(step, text, world)
        case _:
            return None


def order_chosen(step: OrderStep, came: Input, world: World) -> Order | None:
    """Return the order the answer names, if it is one of those that may be chosen."""
    orders = eligible(step, world)
    match came:
        case Picked(value):
            return next((one for one in orders if one["id"] == value), None)
        case Said(text):
            return order_meant(text, orders[:MOST_ORDERS]) or order_named(text, orders)
        case _:
            return None


def order_named(text: str, orders: Sequence[Order]) -> Order | None:
    """Return the order whose whole number the text contains."""
    named = [one for one in orders if str(one["number"]).casefold() in text.casefold()]
    return named[0] if len(named) == 1 else None


def order_known(step: OrderStep, state: State, world: World, *, again: bool) -> Order | None:
    """Return the order there can be no doubt about: already chosen, spoken of, or the only one.

    Who came `again` to the step wants another one than they chose there before.
    """
    orders = eligible(step, world)
    chosen = value_at(state.values, f"{step.slot}.id")
    if again and chosen is not None:
        return next((one for one in orders if one["id"] == world.spoken_of != chosen), None)
    before = chosen or world.spoken_of
    same = next((one for one in orders if one["id"] == before), None)
    if same is not None or len(orders) != 1:
        return same
    return orders[0]


def eligible(step: OrderStep, world: World) -> Sequence[Order]:
    """Return the customer's orders that this step is for."""
    return [one for one in world.orders if not step.statuses or one["status"] in step.statuses]


def confirmed(came: Input) -> bool | None:
    """Return a yes, a no, or neither."""
    match came:
        case Picked("yes"):
            return True
        case Picked("no"):
            return False
        case Said(text):
            return yes_or_no(text)
        case _:
            return None
