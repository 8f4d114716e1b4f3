"""What one can do with rates: set them, from a day on."""

from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import Instant
from yingda.foundation.days import bounds_of, day_at
from yingda.foundation.transaction import Tx
from yingda.learning.costing import queries
from yingda.learning.costing.models import BEGINNING, ServiceRate
from yingda.learning.costing.schemas import RateDraft, RatesView
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_meant


def set_rate(tx: Tx, draft: RateDraft, caller: Principal) -> RatesView:
    """Say what service costs from a day on, in place of what was said for that day before."""
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    from_at = _from_at(tx, merchant, draft, caller)
    values = draft.model_dump(exclude={"merchant_id", "from_day"})
    values |= {"set_by": caller.id, "set_at": tx.now}
    tx.session.merge(ServiceRate(merchant_id=merchant.id, from_at=from_at, **values))
    tx.flush()
    return queries.rates_for(tx, caller, merchant.id)


def _from_at(tx: Tx, merchant: Merchant, draft: RateDraft, caller: Principal) -> Instant:
    if draft.from_day is None and not queries.rates_for(tx, caller, merchant.id).rates:
        return BEGINNING
    day = draft.from_day or day_at(tx.now, merchant.timezone)
    return bounds_of(day, merchant.timezone)[0]
