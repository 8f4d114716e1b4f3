"""What a replay counts, and how it says it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.app.replay.reporting import summary
from yingda.app.replay.running import socket_url
from yingda.app.replay.tally import Tally, percentile

REASONS = ["after_unknown", "after_choices", "asked_by_the_customer_or_the_bot"]


def event(seq, code, sent_at):
    return {
        "seq": seq,
        "content_type": "event",
        "content": {"code": code},
        "sent_at": sent_at,
        "sender_kind": "system",
    }


def said(seq, sender_kind, sent_at):
    return {
        "seq": seq,
        "content_type": "text",
        "content": {},
        "sent_at": sent_at,
        "sender_kind": sender_kind,
    }


@given(st.lists(st.integers(0, 10_000), min_size=1), st.floats(0.01, 1.0))
def test_a_percentile_is_a_value_that_enough_do_not_exceed(values, share):
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert sum(value < found for value in values) < share * len(values) + 1e-9


def test_nothing_has_no_percentile():
    assert percentile([], 0.5) is None


def test_waits_are_taken_from_the_servers_own_times():
    tally = Tally()
    tally.waited(
        [
            said(4, "agent_human", 9_000),
            event(2, "queued", 1_000),
            event(3, "agent_joined", 3_500),
            said(1, "customer", 0),
        ],
        "after_unknown",
    )
    assert tally.queue_waits_ms == [2_500]
    assert tally.first_replies_ms == [8_000]
    assert tally.handed_over == {"after_unknown": 1}


def test_without_a_queue_nothing_was_handed_over():
    tally = Tally()
    tally.waited([said(1, "customer", 0), said(2, "bot_auto", 5)], "after_unknown")
    assert tally.handed_over.total() == 0


def test_the_summary_counts_shares_of_what_was_asked(monkeypatch):
    tally = Tally()
    for decision in ("answer", "answer", "unknown", "nothing"):
        tally.decided(decision, 12)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    lines = {what.strip(): how_much for what, how_much in summary(tally, 2.0)}
    assert lines["answered by the bot"] == "2 (50.0%)"
    assert lines["bot's time"] == "p50 12 ms, p95 12 ms (n = 3)"
    assert lines["wait in the queue"] == "-"


@pytest.mark.parametrize(
    ("locale", "line"),
    [
        ("zh_CN.UTF-8", "机器人作答"),
        ("zh_TW.UTF-8", "機器人作答"),
        ("en_GB", "answered by the bot"),
    ],
)
def test_the_summary_speaks_the_language_of_the_terminal(monkeypatch, locale, line):
    monkeypatch.setenv("LC_ALL", locale)
    lines = [what.strip() for what, _ in summary(Tally(handed_over=Counter(REASONS)), 1.0)]
    assert line in lines
    assert all(what and "replay." not in what for what in lines)


def test_an_empty_replay_has_a_summary_too():
    assert summary(Tally(), 0.0)


def test_the_socket_is_where_the_server_is():
    assert socket_url("http://127.0.0.1:8400/") == "ws://127.0.0.1:8400/api/live"
    assert socket_url("https://a.invalid") == "wss://a.invalid/api/live"
