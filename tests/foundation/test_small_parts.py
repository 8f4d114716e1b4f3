"""Cursors, ids, limits, settings, words and problems: the small parts everything rests on."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from yingda.foundation import words
from yingda.foundation.clock import ManualClock
from yingda.foundation.cursors import CursorInvalid, read_cursor, write_cursor
from yingda.foundation.errors import Conflict, TooMany
from yingda.foundation.ids import CountedIds, TimeOrderedIds
from yingda.foundation.limits import Limits, parse
from yingda.foundation.settings import SECRET_FILE, Settings
from yingda.foundation.shapes import Draft, has_nul

# ------------------------------------------------------------------ cursors


@given(st.integers(-(2**53), 2**53), st.text())
def test_a_cursor_comes_back_as_it_went(first, second):
    cursor = write_cursor(first, second)
    assert cursor.isascii()
    assert "=" not in cursor
    assert read_cursor(cursor, int, str) == (first, second)


@given(st.text(max_size=40))
def test_what_is_no_cursor_is_refused_and_nothing_else(text):
    with suppress(CursorInvalid):
        read_cursor(text, int, str)


# ------------------------------------------------------------------ ids


def test_ids_sort_by_the_time_they_were_made():
    ids = TimeOrderedIds()
    made = [ids.new() for _ in range(1_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {len(one) for one in made} == {32}


def test_counted_ids_repeat_exactly():
    assert [CountedIds().new() for _ in range(2)] == ["0" * 31 + "1"] * 2


# ------------------------------------------------------------------ limits


def test_a_limit_is_a_moving_window_on_our_clock():
    clock = ManualClock()
    limits = Limits(clock)
    for _ in range(3):
        limits.check("3/minute", "writes", "ann")
        clock.advance(seconds=10)
    with pytest.raises(TooMany) as refusal:
        limits.check("3/minute", "writes", "ann")
    assert refusal.value.params == {"retry_after_seconds": 30}
    limits.check("3/minute", "writes", "bob")
    limits.check("3/minute", "reads", "ann")
    clock.advance(seconds=30)
    limits.check("3/minute", "writes", "ann")
    with pytest.raises(TooMany):
        limits.check("3/minute", "writes", "ann")


@pytest.mark.parametrize(
    ("rule", "amount", "seconds"),
    [
        ("3/second", 3, 1),
        ("60/minute", 60, 60),
        ("10/10 minutes", 10, 600),
        ("5/2 days", 5, 172_800),
    ],
)
def test_a_rule_is_read_as_it_is_said(rule, amount, seconds):
    assert parse(rule) == (amount, seconds * 1_000)


@pytest.mark.parametrize("rule", ["", "60", "0/minute", "5/0 minutes", "many/minute", "5/week"])
def test_what_is_no_rule_is_refused_before_anything_starts(rule):
    with pytest.raises(ValidationError, match="60/minute"):
        Settings(visitor_message_limit=rule)


def test_what_is_taken_back_was_not_counted():
    limits = Limits(ManualClock())
    limits.take_back("3/minute", "writes", "ann")
    for _ in range(9):
        limits.check("3/minute", "writes", "ann")
        limits.take_back("3/minute", "writes", "ann")
    for _ in range(3):
        limits.check("3/minute", "writes", "ann")
    with pytest.raises(TooMany):
        limits.check("3/minute", "writes", "ann")


@given(st.lists(st.integers(0, 30), max_size=60))
def test_never_more_than_the_limit_in_any_window(gaps):
    clock, admitted = ManualClock(), []
    limits = Limits(clock)
    for gap in gaps:
        clock.advance(seconds=gap)
        try:
            limits.check("5/minute", "x")
        except TooMany:
            continue
        admitted.append(clock.now())
    for start in admitted:
        assert sum(start <= at < start + 60_000 for at in admitted) <= 5


# ------------------------------------------------------------------ settings


def test_the_environment_wins_and_the_defaults_run(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("YINGDA_PORT", "9000")
    settings = Settings()
    assert settings.port == 9000
    assert settings.store_url.startswith("sqlite:///")
    assert settings.address == "http://127.0.0.1:9000"


def test_a_file_of_settings_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "yingda.toml").write_text("port = 8500\n")
    assert Settings().port == 8500


@pytest.mark.parametrize(
    "wrong",
    [{"port": 70_000}, {"database_url": "mysql://x"}, {"upload_limit_mb": 0}, {"colour": "red"}],
)
def test_wrong_settings_are_refused_by_name(wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        Settings(**wrong)


def test_the_secret_is_made_once_and_for_this_user_only(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    secret = settings.signing_secret()
    assert secret == settings.signing_secret()
    assert len(secret) >= 64
    assert (tmp_path / "data" / SECRET_FILE).stat().st_mode & 0o077 == 0


# ------------------------------------------------------------------ words and problems


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("zh-TW,zh;q=0.9", "zh-TW"),
        ("zh-Hant-HK", "zh-TW"),
        ("zh-CN", "zh-CN"),
        ("zh", "zh-CN"),
        ("en-GB,en;q=0.9", "en"),
        ("fr-FR, en;q=0.5", "en"),
        ("fr", "zh-CN"),
        ("", "zh-CN"),
        (";;,,", "zh-CN"),
    ],
)
def test_the_best_of_our_languages(wanted, language):
    assert words.language_of(wanted) == language


def test_a_missing_word_or_value_is_shown_and_never_an_accident():
    assert words.say("en", "nobody.wrote.this") == "nobody.wrote.this"
    sentence = words.say("en", "problems.text.too_long")
    assert "{limit}" in sentence


def test_all_languages_say_the_same_things():
    keys = [set(words._sentences(language)) for language in words.LANGUAGES]
    assert keys[0] == keys[1] == keys[2]


def test_a_problem_is_a_problem_document():
    class Taken(Conflict):
        code = "conversations.taken"

    body = Taken(by="Chen", errors=[{"field": "x", "code": "y"}]).body()
    assert body == {
        "type": "about:blank#conversations.taken",
        "title": "conversations.taken",
        "status": 409,
        "code": "conversations.taken",
        "params": {"by": "Chen"},
        "errors": [{"field": "x", "code": "y"}],
    }


# ------------------------------------------------------------------ shapes

Json = st.recursive(
    st.none() | st.integers() | st.text(alphabet="ab"),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet="ab"), inner),
)


@given(Json)
def test_nul_is_found_wherever_it_hides(value):
    assert not has_nul(value)
    for hidden in (f"{'x'}\x00", [value, "\x00"], {"a": {"b": ["\x00"]}}, {"\x00": value}):
        assert has_nul(hidden)


def test_a_draft_refuses_nul_and_unknown_fields():
    class Words(Draft):
        text: str

    assert Words(text=" a ").text == "a"
    with pytest.raises(ValidationError, match="NUL"):
        Words(text="a\x00b")
    with pytest.raises(ValidationError, match="extra"):
        Words(text="a", more=1)
