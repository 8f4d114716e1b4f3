"""Conditions only hold for customers they certainly fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from yingda.knowledge.conditions import holds, parsed


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
