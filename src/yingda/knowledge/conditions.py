"""Conditions on what is known of a customer: a small JSON tree, asked of plain facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Facts = Mapping[str, Any]
Operator = Literal["=", "!=", ">", ">=", "<", "<=", "in", "not in", "contains", "exists"]
FaultyPart = Literal["field", "op", "value", "shape"]
FAULTY_PARTS: tuple[FaultyPart, ...] = ("field", "op", "value")
MOST_PARTS = 50
MOST_LEVELS = 8


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a condition tree: where, and which part of it."""

    where: str
    part: FaultyPart


class Comparison(BaseModel):
    """One fact compared with one value: {"field": "tier", "op": ">=", "value": 3}."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w.-]+$")]
    op: Operator
    value: str | int | float | bool | list[str | int | float | bool] | None = None


class All(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    all: Annotated[list["Condition"], Field(min_length=1, max_length=MOST_PARTS)]


class Any_(BaseModel):  # noqa: N801 - `Any` is taken by typing
    model_config = ConfigDict(extra="forbid", frozen=True)

    any: Annotated[list["Condition"], Field(min_length=1, max_length=MOST_PARTS)]


class Not(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    no: "Condition"


Condition = Comparison | All | Any_ | Not
_CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda fact, value: bool(fact == value),
    "!=": lambda fact, value: bool(fact != value),
    ">": lambda fact, value: bool(fact > value),
    ">=": lambda fact, value: bool(fact >= value),
    "<": lambda fact, value: bool(fact < value),
    "<=": lambda fact, value: bool(fact <= value),
    "in": lambda fact, value: fact in value,
    "not in": lambda fact, value: fact not in value,
    "contains": lambda fact, value: value in fact,
}


def parsed(tree: object) -> Condition:
    """Read a condition tree; raises pydantic's ValidationError when it is not one."""
    return _CONDITION.validate_python(tree, strict=True)


def faults(tree: object, where: str = "conditions") -> list[Fault]:
    """Return what is wrong with a condition tree and where, for whoever is writing it.

    Stricter than `parsed`: a comparison that no fact could ever meet is a slip of the pen.
    """
    if where.count(".") > 2 * MOST_LEVELS:
        return [Fault(where, "shape")]
    match tree:
        case {"all": list(parts), **rest} if not rest:
            return _faults_of_parts(parts, f"{where}.all")
        case {"any": list(parts), **rest} if not rest:
            return _faults_of_parts(parts, f"{where}.any")
        case {"no": part, **rest} if not rest:
            return faults(part, f"{where}.no")
        case {"field": _, "op": _, **rest} if rest.keys() <= {"value"}:
            return [Fault(f"{where}.{part}", part) for part in _wrong_parts(tree)]
        case _:
            return [Fault(where, "shape")]


def _faults_of_parts(parts: list[object], where: str) -> list[Fault]:
    if not 1 <= len(parts) <= MOST_PARTS:
        return [Fault(where, "shape")]
    found = (faults(part, f"{where}.{n}") for n, part in enumerate(parts))
    return [fault for some in found for fault in some]


def _wrong_parts(tree: object) -> list[FaultyPart]:
    try:
        comparison = Comparison.model_validate(tree, strict=True)
    except ValidationError as why:
        named = {str(error["loc"][0]) for error in why.errors()}
        return [part for part in FAULTY_PARTS if part in named]
    return [] if _fits(comparison) else ["value"]


def _fits(comparison: Comparison) -> bool:
    value = comparison.value
    match comparison.op:
        case "exists":
            return value is None or isinstance(value, bool)
        case "in" | "not in":
            return isinstance(value, list) and len(value) > 0
        case ">" | ">=" | "<" | "<=":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case _:
            return value is not None and value != "" and not isinstance(value, list)


def holds(condition: Condition, facts: Facts) -> bool:
    """Tell whether the facts meet the condition; an unknown fact never does.

    A fact that cannot be compared with the value (a word with a number) does not meet it either:
    an answer is only given to those it is certainly meant for. A fact with several values (a
    tuple, such as the states of a customer's orders) meets it when one of them does; for "!=" and
    "not in" all must.
    """
    match condition:
        case All():
            return all(holds(part, facts) for part in condition.all)
        case Any_():
            return any(holds(part, facts) for part in condition.any)
        case Not():
            return _is_known(condition.no, facts) and not holds(condition.no, facts)
        case _:
            return _compares(condition, facts)


def _compares(comparison: Comparison, facts: Facts) -> bool:
    fact = facts.get(comparison.field)
    if comparison.op == "exists":
        return (fact is not None) is (comparison.value is not False)
    if fact is None:
        return False
    if isinstance(fact, tuple):
        each = [_compares_one(one, comparison) for one in fact]
        return all(each) if comparison.op in {"!=", "not in"} else any(each)
    return _compares_one(fact, comparison)


def _compares_one(fact: object, comparison: Comparison) -> bool:
    try:
        return _OPERATORS[comparison.op](fact, comparison.value)
    except TypeError:
        return False


def _is_known(condition: Condition, facts: Facts) -> bool:
    match condition:
        case All():
            return all(_is_known(part, facts) for part in condition.all)
        case Any_():
            return all(_is_known(part, facts) for part in condition.any)
        case Not():
            return _is_known(condition.no, facts)
        case _:
            return condition.op == "exists" or facts.get(condition.field) is not None
