"""Conditions only hold for customers they certainly fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from yingda.knowledge.conditions import Fault, faults, holds, parsed


@pytest.mark.parametrize(
    ("tree", "facts", "expected"),
    [
        ({"field": "tier", "op": ">=", "value": 3}, {"tier": 3}, True),
        ({"field": "tier", "op": ">=", "value": 3}, {"tier": 2}, False),
        ({"field": "tier", "op": ">=", "value": 3}, {}, False),
        ({"field": "tier", "op": ">=", "value": 3}, {"tier": "gold"}, False),
        ({"no": {"field": "tier", "op": "=", "value": 3}}, {}, False),
        ({"no": {"field": "tier", "op": "=", "value": 3}}, {"tier": 1}, True),
        ({"field": "order.status", "op": "in", "value": ["paid"]}, {"order.status": "paid"}, True),
        ({"field": "x", "op": "exists"}, {"x": 0}, True),
        ({"field": "s", "op": "=", "value": "paid"}, {"s": ("shipped", "paid")}, True),
        ({"field": "s", "op": "!=", "value": "paid"}, {"s": ("shipped", "paid")}, False),
        (
            {"all": [{"field": "a", "op": "=", "value": 1},
                     {"any": [{"field": "b", "op": "=", "value": 2},
                              {"field": "b", "op": "contains", "value": "z"}]}]},
            {"a": 1, "b": "xyz"},
            True,
        ),
    ],
)  # fmt: skip
def test_facts_meet_conditions(tree, facts, expected):
    assert holds(parsed(tree), facts) is expected


@pytest.mark.parametrize(
    "tree", [{}, [], "tier>3", {"field": "a", "op": "like", "value": 1}, {"all": []}, {"x": 1}]
)
def test_what_is_not_a_condition_is_refused(tree):
    with pytest.raises(ValidationError):
        parsed(tree)


FINE = {"field": "customer.tier", "op": ">=", "value": 3}
DEEP = {"field": "a", "op": "=", "value": 1}
for _ in range(100):
    DEEP = {"no": DEEP}


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (FINE, []),
        ({"field": "a", "op": "exists"}, []),
        ({"any": [FINE, {"no": {"all": [FINE]}}]}, []),
        ({"all": [FINE, FINE | {"value": None}]}, [("conditions.all.1.value", "value")]),
        ({"any": [FINE | {"op": "in"}]}, [("conditions.any.0.value", "value")]),
        ({"no": FINE | {"field": "a b"}}, [("conditions.no.field", "field")]),
        ({"all": [{"field": "", "op": "like", "value": 1}]},
         [("conditions.all.0.field", "field"), ("conditions.all.0.op", "op")]),
        (FINE | {"value": "many"}, [("conditions.value", "value")]),
        (FINE | {"more": 1}, [("conditions", "shape")]),
        ({"all": []}, [("conditions.all", "shape")]),
        ({"all": [FINE], "any": [FINE]}, [("conditions", "shape")]),
        ({"all": [FINE] * 51}, [("conditions.all", "shape")]),
        ("tier>3", [("conditions", "shape")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_condition_is_said_by_its_place(tree, expected):
    assert faults(tree) == [Fault(*one) for one in expected]


def test_a_condition_nobody_could_read_is_refused_however_deep_it_goes():
    assert [fault.part for fault in faults(DEEP)] == ["shape"]


LEAVES = st.fixed_dictionaries(
    {
        "field": st.sampled_from(["a", "b"]),
        "op": st.sampled_from(["=", "!=", ">", "<=", "in", "contains", "exists"]),
        "value": st.integers(0, 2) | st.sampled_from(["x"]) | st.lists(st.integers(0, 2)),
    }
)
TREES = st.recursive(
    LEAVES,
    lambda part: (
        st.builds(lambda p: {"all": p}, st.lists(part, min_size=1, max_size=3))
        | st.builds(lambda p: {"any": p}, st.lists(part, min_size=1, max_size=3))
        | st.builds(lambda p: {"no": p}, part)
    ),
    max_leaves=6,
)


@given(TREES, st.dictionaries(st.sampled_from(["a", "b"]), st.integers(0, 2) | st.text("x")))
def test_every_tree_has_an_answer_for_every_customer(tree, facts):
    condition = parsed(tree)
    assert isinstance(holds(condition, facts), bool)
    assert parsed(condition.model_dump(exclude_none=True)) == condition


@given(TREES)
def test_what_has_no_fault_can_be_read(tree):
    if not faults(tree):
        parsed(tree)
