"""A ledger remembers what was acknowledged, and finds every way in which it can get lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.app.replay.ledger import Entry, Ledger, compare, read_ledger


def message(seq, text="在吗", **fields):
    known = {
        "id": f"m{seq}",
        "conversation_id": "c",
        "seq": seq,
        "client_key": f"k{seq}",
        "content": {"text": text},
        "recalled_at": None,
    }
    return known | fields


def entries(*messages):
    return [Entry.of(one) for one in messages]


def kinds(faults):
    return [fault.kind for fault in faults]


def test_what_is_there_as_acknowledged_is_no_fault():
    stored = [message(1), message(2, client_key=None), message(3)]
    assert compare(entries(message(1), message(3), message(3)), stored) == []


@pytest.mark.parametrize(
    ("stored", "fault"),
    [
        ([message(1)], ["missing"]),
        ([message(1), message(2, text="别的")], ["altered"]),
        ([message(1), message(2, client_key="other")], ["altered"]),
        ([message(1), message(3), message(2)], ["gap"]),
        ([message(2)], ["missing", "gap"]),
        ([message(1), message(2), message(3, client_key="k2")], ["doubled", "doubled"]),
    ],
)
def test_every_loss_is_found(stored, fault):
    assert kinds(compare(entries(message(1), message(2)), stored)) == fault


def test_a_recalled_message_is_still_there():
    recalled = message(1, content={}, recalled_at=5)
    assert compare(entries(message(1)), [recalled]) == []


@given(st.sets(st.integers(1, 30), min_size=1), st.data())
def test_removing_any_acknowledged_message_is_found(acknowledged, data):
    stored = [message(seq) for seq in range(1, 31)]
    known = [Entry.of(message(seq)) for seq in acknowledged]
    assert compare(known, stored) == []
    lost = data.draw(st.sampled_from(sorted(acknowledged)))
    assert "missing" in kinds(compare(known, [one for one in stored if one["seq"] != lost]))


def test_a_ledger_is_read_back_even_when_its_last_line_was_cut(tmp_path):
    path = tmp_path / "ledger.jsonl"
    with Ledger(path) as ledger:
        ledger.acknowledge(message(1))
        ledger.acknowledge(message(1, conversation_id="d"))
    text = path.read_text(encoding="utf-8")
    lines = (text + text.splitlines()[0][:40]).splitlines()
    assert {key: len(value) for key, value in read_ledger(lines).items()} == {"c": 1, "d": 1}


def test_a_ledger_holds_no_words_of_customers(tmp_path):
    path = tmp_path / "ledger.jsonl"
    with Ledger(path) as ledger:
        ledger.acknowledge(message(1, text="我的电话"))
    assert "电话" not in path.read_text(encoding="utf-8")


def test_no_path_keeps_no_ledger():
    with Ledger(None) as ledger:
        ledger.acknowledge(message(1))
