"""What the help pages show: only public entries, because nobody is known here."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from yingda.foundation.db import Tx
from yingda.foundation.errors import NotFound
from yingda.helpcenter.gathering import Person, situation_of, tellable
from yingda.helpcenter.suggesting.ranking import Weights, suggested
from yingda.knowledge.rendering.filling import told
from yingda.knowledge.searching import IndexedEntry
from yingda.merchants.models import Language, Merchant
from yingda.merchants.queries import settings_of
from yingda.merchants.schemas import WidgetLook

HOT, FOUND = 6, 20


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """An entry as a page shows it, in the best language there is; `language` says which."""

    id: str
    title: str
    answer: str
    category: str
    language: Language


@dataclass(frozen=True, slots=True)
class Help:
    """What a help page may show of a shop."""

    merchant_id: str
    name: str
    slug: str
    public_key: str
    look: WidgetLook
    language: Language
    entries: tuple[HelpEntry, ...]
    hot: tuple[str, ...] = ()
    found: tuple[str, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """Return the categories in the order of the shop's entries."""
        return tuple(dict.fromkeys(one.category for one in self.entries))

    def entry(self, entry_id: str) -> HelpEntry | None:
        """Return a public entry, None when nobody may read it here."""
        return next((one for one in self.entries if one.id == entry_id), None)

    def named(self, ids: Sequence[str]) -> list[HelpEntry]:
        """Return the entries with these ids, in this order."""
        known = {one.id: one for one in self.entries}
        return [known[one] for one in ids if one in known]


def help_of(tx: Tx, name: str, language: Language | None, query: str) -> Help:
    """Return what the shop's help pages show, with what is found for a query."""
    merchant = shop_named(tx, name)
    spoken = language or merchant.language
    person = Person(merchant, spoken, {})
    entries = {key: one for key, one in tellable(tx, person).items() if one.answer_mode == "public"}
    situation = situation_of(tx, person, entries, typed=query)
    weights = Weights()
    hot = suggested(situation, weights, limit=HOT, only=["hot"]).chips
    found = suggested(situation, weights, limit=FOUND, only=["typed"]).chips if query else ()
    return Help(
        merchant_id=merchant.id,
        name=merchant.name,
        slug=name,
        public_key=merchant.public_key,
        look=settings_of(merchant).widget,
        language=spoken,
        entries=tuple(
            _readable_first([_shown(merchant, one, spoken) for one in entries.values()], spoken)
        ),
        hot=tuple(one.entry_id for one in hot),
        found=tuple(one.entry_id for one in found),
    )


def shop_named(tx: Tx, name: str) -> Merchant:
    """Return the shop with this public key, or with this short name when only one has it."""
    by_key = tx.session.scalar(select(Merchant).where(Merchant.public_key == name))
    if by_key is not None:
        return by_key
    named = tx.session.scalars(select(Merchant).where(Merchant.slug == name).limit(2)).all()
    if len(named) != 1:
        raise NotFound
    return named[0]


def _readable_first(entries: list[HelpEntry], spoken: Language) -> list[HelpEntry]:
    """Return what the reader can read before what nobody translated; both scripts are Chinese."""
    return sorted(entries, key=lambda one: one.language[:2] != spoken[:2])


def _shown(merchant: Merchant, entry: IndexedEntry, language: Language) -> HelpEntry:
    own = entry.translations.get(language, {})
    is_translated = bool(own.get("question") and own.get("answer"))
    return HelpEntry(
        id=entry.id,
        title=(own.get("question") if is_translated else None) or entry.question,
        answer=told(
            (own.get("answer") if is_translated else None) or entry.answer,
            {"shop_name": merchant.name},
        ),
        category=entry.category,
        language=language if is_translated else entry.language,
    )
