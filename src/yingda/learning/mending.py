"""A fix of a leak: tried on all golden questions, then made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

from yingda.bot import queries as bot
from yingda.bot import service as bot_service
from yingda.bot.normalising import core
from yingda.bot.schemas import BotSettings
from yingda.bot.training.candidates import KnowledgeChange
from yingda.bot.training.judging import Golden, Judged, Judgement
from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx
from yingda.knowledge import service as knowledge
from yingda.knowledge.importing.limits import SIMILAR_PER_ENTRY
from yingda.knowledge.models import KnowledgeEntry
from yingda.knowledge.queries import entry_for, entry_views, golden_questions
from yingda.knowledge.schemas import EntryChange, EntryDraft, GoldenQuestionDraft
from yingda.knowledge.searching import IndexedEntry, index_for
from yingda.learning.errors import (
    EntryNotLive,
    GoldenBroken,
    NothingToMerge,
    StillNotAnswered,
    ThresholdUnproven,
    TooManyVariants,
)
from yingda.learning.models import BotTransfer
from yingda.learning.precision.curve import LEAST
from yingda.learning.queries import entry_titles, leak_rows, others_like
from yingda.learning.schemas import (
    Doubt,
    Fix,
    JudgedView,
    Merge,
    NewEntry,
    NewVariant,
    Threshold,
    TrialOutcome,
)
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_by_id

NEW, NOBODY_KNOWS = "new", "unknown"


@dataclass(frozen=True)
class Tried:
    """A fix that was tried, and the other leaks that it mends."""

    outcome: TrialOutcome
    likewise: tuple[str, ...]


def tried(tx: Tx, leak: BotTransfer, fix: Fix) -> Tried:
    """Return what a fix would do to the golden questions, the leak's own, and other leaks'."""
    (row,) = leak_rows(tx, [leak])
    others = others_like(tx, leak) if target_of(fix) else {}
    own = Golden("", row.question, _wanted(leak, fix))
    judgement = _judgement_of(tx, leak.merchant_id, fix, [own, *_golden_of(others, fix)])
    right = {one.golden.text for one in judgement.questions if one.after == "right"}
    likewise = [
        other.leg_id
        for text, leaks in others.items()
        if text in right
        for other in leaks
        if not _was_told(other, fix)
    ]
    outcome = _outcome_of(tx, leak.merchant_id, judgement, fix, row.question)
    update = {"likewise": len(likewise)}
    return Tried(outcome.model_copy(update=update), tuple(likewise))


def tried_on_golden(tx: Tx, merchant_id: str, fix: Fix) -> TrialOutcome:
    """Return what a change would do to the golden questions alone, without any leak.

    Whether they are enough to prove a threshold is the caller's to say.
    """
    outcome = _outcome_of(tx, merchant_id, _judgement_of(tx, merchant_id, fix, ()), fix, "")
    return outcome.model_copy(update={"doubts": [one for one in outcome.doubts if one == "breaks"]})


def refuse_doubts(outcome: TrialOutcome) -> None:
    """Raise the gravest doubt about a change."""
    if outcome.broken:
        raise GoldenBroken(n=len(outcome.broken), first=outcome.broken[0].text)
    if "not_answered" in outcome.doubts:
        raise StillNotAnswered
    if "unproven" in outcome.doubts:
        raise ThresholdUnproven(n=outcome.telling, needed=LEAST)


def _wanted(leak: BotTransfer, fix: Fix) -> str | None:
    """Return what is to answer the leak's question after a fix; None: nothing may.

    A threshold is moved to tell what was only offered, or to be silent where it was wrong.
    """
    if not isinstance(fix, Threshold):
        return target_of(fix)
    return None if leak.reason == "wrong_answer" else next(iter(leak.entry_ids), NOBODY_KNOWS)


def _golden_of(questions: Iterable[str], fix: Fix) -> list[Golden]:
    return [Golden("", text, target_of(fix)) for text in questions]


def _was_told(leak: BotTransfer, fix: Fix) -> bool:
    """Tell whether the customer left although they were told just this entry, and this alone."""
    return list(leak.entry_ids) == [target_of(fix)]


def _judgement_of(tx: Tx, merchant_id: str, fix: Fix, questions: Sequence[Golden]) -> Judgement:
    """Put every golden question, and then those of leaks, to the bot as it would be."""
    settings = changed_settings(bot.settings_of(tx, merchant_id), fix)
    change = _change(merchant_by_id(tx, merchant_id), fix)
    also = {one.text: one for one in reversed(questions) if one.text}
    return bot.judged(tx, merchant_id, change, settings, list(also.values()))


def _outcome_of(
    tx: Tx, merchant_id: str, judgement: Judgement, fix: Fix, question: str
) -> TrialOutcome:
    """Return the judgement as the board shows it; `question` is the leak's own."""
    golden = [one for one in judgement.questions if one.golden.id]
    rest = [one for one in judgement.questions if not one.golden.id]
    own = [one for one in rest if one.golden.text == question]
    titles = entry_titles(tx, [one.golden.entry_id or "" for one in judgement.questions])

    def views(found: Sequence[Judged]) -> list[JudgedView]:
        return [
            JudgedView(
                text=one.golden.text,
                entry=title.question if (title := titles.get(one.golden.entry_id or "")) else None,
                before=one.before,
                after=one.after,
            )
            for one in found
        ]

    broken = [one for one in golden if one.before == "right" != one.after]
    telling = _telling(tx, merchant_id, [one.golden for one in golden])
    doubts: dict[Doubt, bool] = {
        "breaks": bool(broken),
        "not_answered": any(one.after != "right" for one in own),
        "unproven": isinstance(fix, Threshold) and telling < LEAST,
    }
    return TrialOutcome(
        golden=len(golden),
        telling=telling,
        doubts=[doubt for doubt, found in doubts.items() if found],
        right_before=sum(one.before == "right" for one in golden),
        right_after=sum(one.after == "right" for one in golden),
        broken=views(broken),
        mended=views([one for one in golden if one.after == "right" != one.before]),
        question=next(iter(views(own)), None),
    )


def _telling(tx: Tx, merchant_id: str, golden: Sequence[Golden]) -> int:
    """Count the golden questions that the bot does not know word for word."""
    index = index_for(tx, merchant_id)
    return sum(not index.exactly(one.text) and not index.exactly(core(one.text)) for one in golden)


def target_of(fix: Fix) -> str | None:
    """Return the entry that is to answer the leak's question afterwards, if one is named."""
    match fix:
        case NewEntry():
            return NEW
        case NewVariant() | Merge():
            return fix.entry_id
        case Threshold():
            return None
        case _:
            assert_never(fix)


def wording_of(fix: Fix) -> str | None:
    """Return the question as the lead wrote it; a customer's own words are copied nowhere."""
    match fix:
        case NewEntry():
            return fix.question
        case NewVariant():
            return fix.text
        case Merge() | Threshold():
            return None
        case _:
            assert_never(fix)


def check(tx: Tx, merchant_id: str, fix: Fix, caller: Principal) -> None:
    """Refuse a fix that names what is not there, or what is another shop's."""
    if isinstance(fix, NewVariant):
        (view,) = entry_views(tx, [_entry(tx, merchant_id, fix.entry_id, caller)])
        if len(view.similar) >= SIMILAR_PER_ENTRY:
            raise TooManyVariants(most=SIMILAR_PER_ENTRY)
    elif isinstance(fix, Merge):
        kept = _entry(tx, merchant_id, fix.entry_id, caller)
        other = _entry(tx, merchant_id, fix.other_id, caller)
        if kept.id == other.id:
            raise NothingToMerge
        if len(_asked_after_merge(tx, kept, other)) > SIMILAR_PER_ENTRY:
            raise TooManyVariants(most=SIMILAR_PER_ENTRY)


def make(tx: Tx, merchant_id: str, fix: Fix, caller: Principal) -> str | None:
    """Make the change; return the entry that answers now."""
    match fix:
        case NewEntry():
            values = fix.model_dump(exclude={"kind"})
            return knowledge.add_entry(tx, EntryDraft(merchant_id=merchant_id, **values), caller).id
        case NewVariant():
            (view,) = entry_views(tx, [entry_for(tx, caller, fix.entry_id)])
            similar = list(dict.fromkeys([*view.similar, fix.text]))
            knowledge.change_entry(tx, fix.entry_id, EntryChange(similar=similar), caller)
            return fix.entry_id
        case Merge():
            _merge(tx, merchant_id, fix, caller)
            return fix.entry_id
        case Threshold():
            settings = changed_settings(bot.settings_of(tx, merchant_id), fix)
            bot_service.set_up(tx, merchant_id, settings, caller)
            return None
        case _:
            assert_never(fix)


def keep_golden(tx: Tx, merchant_id: str, question: str, entry_id: str, caller: Principal) -> None:
    """Let no later change lose the question again."""
    draft = GoldenQuestionDraft(merchant_id=merchant_id, text=question[:500], entry_id=entry_id)
    knowledge.add_golden_question(tx, draft, caller)


def changed_settings(settings: BotSettings, fix: Fix) -> BotSettings:
    """Return the bot's settings as they would be."""
    if not isinstance(fix, Threshold):
        return settings
    return settings.model_copy(update=fix.model_dump(exclude={"kind"}))


def _change(merchant: Merchant, fix: Fix) -> KnowledgeChange:
    match fix:
        case NewEntry():
            return KnowledgeChange(added=[_indexed(merchant, fix)])
        case NewVariant():
            return KnowledgeChange(similar={fix.entry_id: [fix.text]})
        case Merge():
            return KnowledgeChange(merged={fix.other_id: fix.entry_id})
        case Threshold():
            return KnowledgeChange()
        case _:
            assert_never(fix)


def _indexed(merchant: Merchant, fix: NewEntry) -> IndexedEntry:
    return IndexedEntry(
        id=NEW,
        question=fix.question,
        answer=fix.answer,
        category=fix.category,
        answer_mode=fix.answer_mode,
        conditions=None,
        valid_from=None,
        valid_until=None,
        language=merchant.language,
        translations={},
        questions=tuple(dict.fromkeys((fix.question, *fix.similar))),
    )


def _merge(tx: Tx, merchant_id: str, fix: Merge, caller: Principal) -> None:
    kept = entry_for(tx, caller, fix.entry_id)
    other = entry_for(tx, caller, fix.other_id)
    similar = _asked_after_merge(tx, kept, other)
    golden = [one for one in golden_questions(tx, merchant_id) if one.entry_id == other.id]
    knowledge.archive_entry(tx, other.id, caller)
    knowledge.change_entry(tx, kept.id, EntryChange(similar=similar), caller)
    for one in golden:
        keep_golden(tx, merchant_id, one.text, kept.id, caller)


def _asked_after_merge(tx: Tx, kept: KnowledgeEntry, other: KnowledgeEntry) -> list[str]:
    first, second = entry_views(tx, [kept, other])
    asked = dict.fromkeys([*first.similar, second.question, *second.similar])
    return [text for text in asked if text != first.question]


def _entry(tx: Tx, merchant_id: str, entry_id: str, caller: Principal) -> KnowledgeEntry:
    entry = entry_for(tx, caller, entry_id)
    if entry.merchant_id != merchant_id:
        raise NothingToMerge
    if entry.status != "live":
        raise EntryNotLive
    return entry
