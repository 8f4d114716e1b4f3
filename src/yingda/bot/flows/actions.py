"""What an action takes and answers: fields with kinds, checked on the way out and on the way in."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from yingda.bot.flows.documents import Key
from yingda.foundation.shapes import Draft

FieldKind = Literal["text", "whole", "number", "yes_no", "cents", "time", "list", "order"]
MOST_TEXT = 500
MOST_ITEMS = 20
MOST_WHOLE = 2**53
MOST_TIME = 2**45
"""The year 3084: what lies beyond is no time in milliseconds, and no calendar shows it."""

MOST_NUMBER = 1e18
"""Neither endless nor not a number: neither can be stored everywhere."""


class ActionField(Draft):
    """One named value; `order` is an order of the customer, and only ever goes out.

    Amounts are in cents and named `…_cents`, times in milliseconds and named `…_at`.
    """

    name: Key
    kind: FieldKind = "text"
    needed: bool = True


Fields = Annotated[list[ActionField], Field(max_length=30)]


class WrongAnswer(ValueError):
    """What came back is not what the action promised; `args[0]` names the field."""


def read_answer(fields: Sequence[ActionField], answer: object) -> dict[str, Any]:
    """Return the promised values of an answer, cut to size; raises WrongAnswer.

    Whatever else an answer holds is not even looked at.
    """
    if not isinstance(answer, Mapping):
        raise WrongAnswer("shape")
    found = {}
    for field in fields:
        value = answer.get(field.name)
        if value is None:
            if field.needed:
                raise WrongAnswer(field.name)
            continue
        if not _is_of(field.kind, value):
            raise WrongAnswer(field.name)
        found[field.name] = _cut(value)
    return found


def example_of(fields: Sequence[ActionField]) -> dict[str, Any]:
    """Return an answer such as the action might give, for trying a flow out."""
    return {field.name: _EXAMPLES.get(field.kind, f"[{field.name}]") for field in fields}


_EXAMPLES: dict[str, Any] = {
    "whole": 1,
    "number": 1.0,
    "yes_no": True,
    "cents": 100,
    "time": 1_767_225_600_000,
    "list": ["…"],
}


def _is_of(kind: FieldKind, value: object) -> bool:
    match kind:
        case "whole" | "cents" | "time":
            most = MOST_TIME if kind == "time" else MOST_WHOLE
            return isinstance(value, int) and not isinstance(value, bool) and abs(value) < most
        case "number":
            if not isinstance(value, int | float) or isinstance(value, bool):
                return False
            return abs(value) < MOST_NUMBER
        case "yes_no":
            return isinstance(value, bool)
        case "list":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case _:
            return isinstance(value, str)


def _cut(value: object) -> object:
    if isinstance(value, str):
        return _plain(value)
    return [_plain(one) for one in value[:MOST_ITEMS]] if isinstance(value, list) else value


def _plain(text: str) -> str:
    """Return a text as one may show it: no control characters, and not without end."""
    shown = "".join(one for one in text if one == "\n" or one.isprintable())
    return shown if len(shown) <= MOST_TEXT else shown[: MOST_TEXT - 1] + "…"
