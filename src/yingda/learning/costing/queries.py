"""Reads of rates: those of a shop, and the one by which a level of a path is reckoned."""

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql import SQLColumnExpression

from yingda.bot.lifting.queries import currency_of
from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx
from yingda.learning.costing.models import ServiceRate
from yingda.learning.costing.schemas import RatesView, RateView
from yingda.learning.models import PathHop
from yingda.learning.paths import BOT_LEVEL, EXPERT, SIMPLE, TASKS
from yingda.merchants.queries import merchant_meant
from yingda.team.queries import staff_by_id

HOUR_SECONDS = 3_600


def rates_for(tx: Tx, caller: Principal, merchant_id: str | None) -> RatesView:
    """Return the rates of a shop the caller may see."""
    merchant = merchant_meant(tx, caller, merchant_id)
    mine = select(ServiceRate).where(ServiceRate.merchant_id == merchant.id)
    rates = tx.session.scalars(mine.order_by(ServiceRate.from_at.desc()))
    return RatesView(
        rates=[
            RateView.of(one, merchant.timezone, staff_by_id(tx, one.set_by).name) for one in rates
        ],
        model_currency=currency_of(tx, merchant.tenant_id),
    )


def is_in_force() -> ColumnElement[bool]:
    """Return whether a rate is the one by which a hop is reckoned: the latest when it began."""
    earlier = aliased(ServiceRate)
    latest = (
        select(func.max(earlier.from_at))
        .where(earlier.merchant_id == PathHop.merchant_id, earlier.from_at <= PathHop.entered_at)
        .correlate(PathHop)
        .scalar_subquery()
    )
    return and_(ServiceRate.merchant_id == PathHop.merchant_id, ServiceRate.from_at == latest)


def cost_micro() -> ColumnElement[int]:
    """Return what a hop cost by its rate, in millionths of the rate's currency.

    The bot's levels cost what a conversation there costs, people's their hours at work; a language
    model adds its price where it is paid in the same currency. NULL where nobody said what a level
    costs.
    """
    own = case(
        (PathHop.level == BOT_LEVEL, ServiceRate.bot_micro),
        (PathHop.level == TASKS, ServiceRate.task_micro),
        (PathHop.level == SIMPLE, _hours(ServiceRate.simple_hour_micro)),
        (PathHop.level == EXPERT, _hours(ServiceRate.expert_hour_micro)),
    )
    model = case((PathHop.model_currency == ServiceRate.currency, PathHop.model_micro), else_=0)
    return own + model


def _hours(micro: SQLColumnExpression[int | None]) -> ColumnElement[int]:
    return PathHop.work_seconds * micro // HOUR_SECONDS
