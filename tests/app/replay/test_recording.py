"""Recorded conversations are read line by line; a broken line costs only itself."""

import json

import pytest

from yingda.app.replay.pausing import UNTIMED_SECONDS, gap_before
from yingda.app.replay.recording import parse_lines


def line(**fields):
    known = {"id": "a", "customer": "c", "messages": [{"from": "customer", "text": "在吗"}]}
    return json.dumps(known | fields).encode()


def test_a_conversation_is_read_with_what_it_leaves_out():
    [recording], broken = parse_lines([line(), b"\n"])
    assert broken == []
    assert recording.questions == 1
    assert recording.rating is None
    assert recording.messages[0].at is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"{not json", "Invalid JSON"),
        (b"\xff\xfe\x00", "Invalid JSON"),
        (line(messages=[]), "messages: "),
        (line(messages=[{"from": "ghost", "text": "x"}]), "messages.0.from: "),
        (line(id=""), "id: "),
        (line(messages=[{"from": "agent", "text": "x", "at": -1}]), "messages.0.at: "),
    ],
)
def test_a_broken_line_is_named_and_the_others_are_kept(text, reason):
    recorded, [broken] = parse_lines([line(id="before"), text, line(id="after")])
    assert [recording.id for recording in recorded] == ["before", "after"]
    assert broken.line == 2
    assert broken.reason.startswith(reason)
    assert str(broken).startswith("line 2: ")


def test_an_id_used_twice_is_played_once():
    recorded, [broken] = parse_lines([line(), line()])
    assert len(recorded) == 1
    assert broken.line == 2


def test_pauses_follow_the_recording_where_it_has_times():
    assert gap_before("customer", 70.0, 24.0) == 46.0
    assert gap_before("customer", 3.0, 24.0) == 0.0
    assert gap_before("agent", 5.0, None) == 5.0
    assert gap_before("agent", None, 24.0) == UNTIMED_SECONDS["agent"]
