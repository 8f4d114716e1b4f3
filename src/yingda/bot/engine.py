"""The one thing a bot engine does: a question and what is known of the customer, to a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """This entry answers the question."""

    entry_id: str
    confidence: float


@dataclass(frozen=True)
class Choices:
    """One of these is probably meant; at most three, the likeliest first."""

    options: tuple[Answer, ...]


@dataclass(frozen=True)
class Unknown:
    """Nothing the customer may be told answers this; `confidence` is that of the best guess."""

    reason: Literal["nothing_alike", "too_unsure", "not_for_customers", "not_words"]
    confidence: float = 0.0


@dataclass(frozen=True)
class WantsHuman:
    """The customer asks for a person."""


@dataclass(frozen=True)
class Pleasantry:
    """A greeting, thanks, or a bare order number: nothing to look up, but worth a polite word."""

    kind: Literal["hello", "thanks", "goodbye", "fine", "go_on", "am_a_bot", "which_about"]


Verdict = Answer | Choices | Unknown | WantsHuman | Pleasantry


class Engine(Protocol):
    """Whatever understands questions; every shop, and every release, may have another."""

    @property
    def name(self) -> str:
        """Name the engine and its version, as stored with every reply."""

    def ask(self, question: str, facts: Facts) -> Verdict:
        """Return what to do about the question for a customer with these facts."""
