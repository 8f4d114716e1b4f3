"""Whatever is wrong with a flow is named, with the step and the field, before anybody meets it."""

import copy

import pytest

from tests.bot.flows.drafts import CANCEL, CANCEL_ACTION, demo_actions, demo_flows, flow, said
from yingda.bot.flows.actions import ActionField
from yingda.bot.flows.documents import Document
from yingda.bot.flows.faults import Promise, faults_of
from yingda.foundation.words import LANGUAGES


def promises(*actions):
    read = [
        (
            one["key"],
            tuple(map(ActionField.model_validate, one["inputs"])),
            tuple(map(ActionField.model_validate, one["outputs"])),
            one.get("changes", True),
        )
        for one in actions
    ]
    return {key: Promise(inputs, outputs, changes) for key, inputs, outputs, changes in read}


OURS = promises(CANCEL_ACTION)


def faults(document, actions=None):
    found = faults_of(Document.model_validate(document), OURS if actions is None else actions)
    return [(one.code, one.step) for one in found]


def changed(step_id, **change):
    document = copy.deepcopy(CANCEL)
    for step in document["steps"]:
        if step["id"] == step_id:
            step.update(change)
    return document


def without(*step_ids):
    document = copy.deepcopy(CANCEL)
    document["steps"] = [one for one in document["steps"] if one["id"] not in step_ids]
    return document


def test_a_sound_flow_has_no_faults():
    assert faults(CANCEL) == []


@pytest.mark.parametrize("written", demo_flows(), ids=lambda one: one["key"])
def test_the_demo_shops_flows_are_sound_and_speak_three_languages(written):
    document = Document.model_validate(written["document"])
    assert faults_of(document, promises(*demo_actions())) == []
    texts = [document.title, *(getattr(step, "say", {}) for step in document.steps)]
    texts += [choice.label for step in document.steps for choice in getattr(step, "choices", ())]
    assert all(set(one) == set(LANGUAGES) for one in texts if one)


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (changed("pick", next=None), ("branch_missing", "pick")),
        (changed("sure", no="nowhere"), ("step_unknown", "sure")),
        (without("kept"), ("step_unknown", "sure")),
        (CANCEL | {"start": "nowhere"}, ("start_missing", None)),
        (CANCEL | {"phrases": []}, ("trigger_missing", None)),
        (CANCEL | {"title": {}}, ("title_missing", None)),
        (CANCEL | {"steps": [*CANCEL["steps"], CANCEL["steps"][0]]}, ("step_twice", "pick")),
        (changed("sure", say={}), ("text_missing", "sure")),
        (changed("do_it", action="burn"), ("action_unknown", "do_it")),
        (changed("do_it", inputs={}), ("input_missing", "do_it")),
        (changed("do_it", inputs={"order": {"value": "1"}}), ("input_not_an_order", "do_it")),
        (
            changed("do_it", inputs={"order": {"from": "order"}, "colour": {"value": "red"}}),
            ("input_unknown", "do_it"),
        ),
        (changed("gone", say=said("{order.colour}")), ("value_unknown", "gone")),
        (changed("nothing", say=said("{done.note}")), ("value_may_be_missing", "nothing")),
        (changed("pick", next="do_it"), ("unconfirmed", "do_it")),
        (changed("sorry", do="say", next="sorry"), ("loop_without_input", "sorry")),
        (
            CANCEL | {"steps": [*CANCEL["steps"], {"id": "alone", "do": "end"}]},
            ("unreachable", "alone"),
        ),
    ],
)
def test_each_fault_is_named(document, fault):
    for step in document["steps"]:
        if step["do"] == "say":
            step.pop("solved", None)
    assert fault in faults(document)


def test_a_branch_without_a_way_out_and_a_broken_condition_are_named():
    document = flow(
        {"id": "b", "do": "branch", "cases": [{"when": {"field": "x"}, "next": "e"}]},
        {"id": "e", "do": "end"},
    )
    assert set(faults(document)) == {("branch_missing", "b"), ("condition_wrong", "b")}


def test_a_flow_that_asks_for_ever_is_named():
    document = flow(
        {"id": "a", "do": "ask", "slot": "x", "say": said("?"), "next": "a2"},
        {"id": "a2", "do": "ask", "slot": "y", "say": said("?"), "next": "a"},
    )
    assert set(faults(document)) == {("never_ends", "a"), ("never_ends", "a2")}


def test_a_loop_that_asks_the_customer_each_time_is_fine():
    document = flow(
        {"id": "a", "do": "ask", "slot": "x", "say": said("?"), "next": "c"},
        {"id": "c", "do": "confirm", "say": said("{x}?"), "yes": "e", "no": "a"},
        {"id": "e", "do": "end"},
    )
    assert faults(document) == []
