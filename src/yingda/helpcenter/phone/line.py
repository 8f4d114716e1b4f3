"""A call as it stands, and what follows on a turn of it."""

from dataclasses import dataclass

from yingda.bot.engine import Facts
from yingda.bot.facts import facts_about
from yingda.foundation.clock import Instant
from yingda.foundation.db import Tx
from yingda.foundation.words import say
from yingda.helpcenter.phone.menu import BEGINNING, State
from yingda.helpcenter.phone.schemas import Intent, Next, PhoneSettings
from yingda.merchants.models import Language, Merchant


@dataclass(frozen=True, slots=True)
class Line:
    """A call as it stands; `customer_id` is None where the number proves nobody."""

    tx: Tx
    merchant: Merchant
    settings: PhoneSettings
    language: Language
    began_at: Instant
    customer_id: str | None = None
    can_link: bool = False
    state: State = BEGINNING
    said: tuple[str, ...] = ()
    intent: Intent | None = None

    def words(self, key: str, /, **params: object) -> str:
        """Return a sentence of the telephone in the caller's language."""
        return say(self.language, f"phone.{key}", **params)

    def aloud(self, *sentences: str | None) -> str:
        """Return sentences as one text to be spoken."""
        return (" " if self.language == "en" else "").join(filter(None, sentences))

    @property
    def facts(self) -> Facts:
        """What knowledge may be conditional on: of nobody in particular, nothing is known."""
        return facts_about(self.tx, self.customer_id) if self.customer_id else {}


@dataclass(frozen=True, slots=True)
class Move:
    """What is said and done after a turn, and what is asked with it.

    `keys` are those that mean something now, with what they mean. `tells` is the entry that was
    told, `reason` and `group_id` why and to whom it is passed on.
    """

    say: str
    language: Language
    next: Next = "listen"
    state: State = BEGINNING
    tells: str | None = None
    intent: Intent | None = None
    sends_link: bool = False
    reason: str | None = None
    group_id: str | None = None
    keys: tuple[tuple[str, str], ...] = ()
