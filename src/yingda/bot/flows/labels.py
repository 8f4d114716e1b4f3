"""What gathered values are called by whoever reads them: the flow's own words, else ours. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from yingda.bot.flows.documents import AskStep, CallStep, Document, OrderStep, Texts
from yingda.bot.flows.wording import in_language, places, shown
from yingda.foundation.words import say
from yingda.merchants.models import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
STANDARD = (
    *("order", "reason", "address", "phone", "name", "day", "date", "time", "email", "product"),
    *("amount", "quantity", "note", "wish", "problem", "then", "parcel", "done", "invoice"),
    *("trace", "late", "refund_cents", "amount_cents", "instant", "invoice_no", "expected_at"),
    *("number", "status", "title", "carrier", "tracking_no", "created_at", "age_hours", "currency"),
)
_SILENT = frozenset({"id", "order_id", "image_url", "currency"})
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """One value: where it lies, what it is called and how it reads, in each language."""

    path: str
    label: Texts
    text: Texts


@cache
def standard_labels() -> dict[str, Texts]:
    """Return what the values are called that most flows gather."""
    return {
        name: {one: say(one, f"bot.flow.slot.{name}") for one in LANGUAGES} for name in STANDARD
    }


def label_of(document: Document, path: str) -> Texts:
    """Return what a value is called, in every language; its bare name when nobody said."""
    name, _, part = path.partition(".")
    own = next((step.label for step in _storing(document) if _stored(step) == name), {})
    whole = {one: in_language(own, one) or _standard(name, one) for one in LANGUAGES}
    if not part:
        return whole
    if part in STANDARD:
        return {one: _standard(part, one) for one in LANGUAGES}
    return {one: f"{whole[one]} · {part}" for one in LANGUAGES}


def given_in(document: Document, values: Values, timezone: str) -> list[Given]:
    """Return what was gathered and says something, as people read it, in the order of the steps."""
    found = []
    for path in _paths(document, values):
        text = {one: _reads(document, path, values, one, timezone) for one in LANGUAGES}
        if text[LANGUAGES[0]] not in {"", "—"}:
            found.append(Given(path, label_of(document, path), text))
    return found


def to_confirm(
    document: Document, step_id: str, values: Values, language: Language, timezone: str
) -> list[tuple[str, str]]:
    """Return what the customer gave and the question itself does not repeat: (label, text)."""
    step = document.step(step_id)
    told = {path.partition(".")[0] for path in places(getattr(step, "say", {}))}
    asked = {one.slot for one in document.steps if isinstance(one, AskStep | OrderStep)}
    return [
        (one.label[language], one.text[language])
        for one in given_in(document, values, timezone)
        if one.path in asked - told
    ]


def _storing(document: Document) -> Iterator[AskStep | OrderStep | CallStep]:
    return (one for one in document.steps if isinstance(one, AskStep | OrderStep | CallStep))


def _stored(step: AskStep | OrderStep | CallStep) -> str:
    return step.into if isinstance(step, CallStep) else step.slot


def _standard(name: str, language: Language) -> str:
    return standard_labels()[name][language] if name in STANDARD else name


def _paths(document: Document, values: Values) -> Iterator[str]:
    # In the order of the steps: PostgreSQL keeps no order of names.
    place = {name: number for number, name in enumerate(map(_stored, _storing(document)))}
    for name, value in sorted(values.items(), key=lambda one: place.get(one[0], len(place))):
        if not isinstance(value, Mapping) or {"number", "label"} & value.keys():
            yield name
            continue
        yield from (f"{name}.{part}" for part in value if part not in _SILENT)


def _reads(document: Document, path: str, values: Values, language: Language, timezone: str) -> str:
    value = values.get(path)
    if isinstance(value, Mapping) and "value" in value:  # a choice, in the reader's own language
        for step in document.steps:
            if isinstance(step, AskStep) and step.slot == path:
                for choice in step.choices:
                    if choice.value == value["value"]:
                        return in_language(choice.label, language) or choice.value
    return shown(path, values, language, timezone)
