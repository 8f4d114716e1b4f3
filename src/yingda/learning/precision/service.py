"""What leads may do: see what a target needs, try a threshold, set it."""

from yingda.bot import queries as bot
from yingda.bot import service as bot_service
from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx
from yingda.learning import mending
from yingda.learning.errors import GoldenBroken
from yingda.learning.precision.curve import LEAST, curve, proposed
from yingda.learning.precision.evidence import evidence_of
from yingda.learning.precision.schemas import PrecisionQuery, PrecisionView, StepView, SureDraft
from yingda.learning.schemas import Threshold, TrialOutcome
from yingda.merchants.queries import merchant_meant


def precision_for(tx: Tx, caller: Principal, wanted: PrecisionQuery) -> PrecisionView:
    """Return the curve of a shop's bot, and the threshold that reaches the target, if one does."""
    merchant = merchant_meant(tx, caller, wanted.merchant_id)
    today = bot.settings_of(tx, merchant.id).answer_above
    known = evidence_of(tx, merchant.id)
    steps = curve(known.tried, known.told, known.asked, today)
    found = proposed(steps, wanted.target, certain=wanted.certain)
    return PrecisionView(
        answer_above=today,
        golden=known.golden,
        knows=known.knows,
        judged=len(known.told),
        asked=len(known.asked),
        needed=LEAST,
        most=max((one.n for one in steps), default=0),
        steps=[StepView.model_validate(one) for one in steps],
        proposed=None if found is None else StepView.model_validate(found),
    )


def tried(tx: Tx, draft: SureDraft, caller: Principal) -> TrialOutcome:
    """Return what a threshold would do to the golden questions; nothing is changed."""
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    return mending.tried_on_golden(tx, merchant.id, _threshold(tx, merchant.id, draft))


def set_sure(tx: Tx, draft: SureDraft, outcome: TrialOutcome, caller: Principal) -> TrialOutcome:
    """Set a threshold that was tried; what breaks golden questions only when confirmed."""
    if outcome.broken and not draft.confirmed:
        raise GoldenBroken(n=len(outcome.broken), first=outcome.broken[0].text)
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    settings = bot.settings_of(tx, merchant.id)
    changed = mending.changed_settings(settings, _threshold(tx, merchant.id, draft))
    bot_service.set_up(tx, merchant.id, changed, caller)
    return outcome


def _threshold(tx: Tx, merchant_id: str, draft: SureDraft) -> Threshold:
    """Return the change; choices are never offered above what is answered."""
    choices = bot.settings_of(tx, merchant_id).choices_above
    return Threshold(
        kind="threshold",
        answer_above=draft.answer_above,
        choices_above=min(choices, draft.answer_above),
    )
