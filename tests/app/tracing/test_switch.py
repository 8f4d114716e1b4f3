"""Traces are told where an operator asks for them, and cost nothing where nobody does."""

import pytest
from typer.testing import CliRunner

from yingda.app import asgi
from yingda.app.cli import app
from yingda.app.tracing import spans_wanted, switch, what_is_missing
from yingda.app.tracing.telling import Telling
from yingda.conversations.api.messages import post_message
from yingda.foundation.settings import Settings
from yingda.foundation.spans import NO_SPANS

ASKED = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://user:hidden@127.0.0.1:1"}


@pytest.fixture
def doctor(monkeypatch, tmp_path):
    """Ask the doctor with these variables; return what was said, on one line."""
    monkeypatch.setenv("YINGDA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("YINGDA_DATABASE_URL", "")

    def ask(locale, **variables):
        for name, value in {"LC_ALL": locale, **variables}.items():
            monkeypatch.setenv(name, value)
        return " ".join(CliRunner().invoke(app, ["doctor"], env={"COLUMNS": "400"}).output.split())

    return ask


def test_nobody_asks_nothing_is_told_and_the_post_is_the_very_function():
    assert spans_wanted({}) is NO_SPANS
    made = asgi.create_app(Settings(secret="for the shape only, " * 2, data_dir="/nonexistent"))
    assert made.hot.endpoint is post_message
    assert "ToldRequests" not in str(made.user_middleware)
    assert NO_SPANS.reaction("a", "b", None) is NO_SPANS.reaction("c", "d", None)
    assert NO_SPANS.commit([]) is NO_SPANS.commit([])


def test_the_framework_tells_nothing_of_its_own():
    made = asgi.create_app(Settings(secret="for the shape only, " * 2, data_dir="/nonexistent"))
    assert not any(switch.NO_TELEMETRY.values())
    assert not made._native_telemetry.enabled()


def test_who_asks_is_told():
    spans = spans_wanted(ASKED)
    assert isinstance(spans, Telling)
    spans.close()


@pytest.mark.parametrize("off", [{"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}])
def test_it_can_be_switched_off_as_everywhere(off):
    assert spans_wanted(ASKED | off) is NO_SPANS


def test_asked_for_and_not_installed_goes_on_without(monkeypatch):
    monkeypatch.setattr(switch, "installed", lambda _name: False)
    assert what_is_missing(ASKED) == "tracing_missing"
    assert spans_wanted(ASKED) is NO_SPANS


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en_US", "traces: go to http://127.0.0.1:1, and the extra is not installed"),
        ("zh_CN.UTF-8", "没有安装该组件"),
        ("zh_TW.UTF-8", "沒有安裝該元件"),
    ],
)
def test_the_doctor_names_the_extra_that_is_not_installed(doctor, monkeypatch, locale, words):
    monkeypatch.setattr(switch, "installed", lambda _name: False)
    said = doctor(locale, **ASKED)
    assert words in said
    assert "yingda[tracing]" in said
    assert "hidden" not in said


def test_the_doctor_names_a_collector_that_is_away_and_a_protocol_that_is_not_spoken(doctor):
    assert "does not answer: look at OTEL_EXPORTER_OTLP_ENDPOINT" in doctor("en_US", **ASKED)
    said = doctor("en_US", OTEL_EXPORTER_OTLP_PROTOCOL="grpc", **ASKED)
    assert "must be http/protobuf" in said


def test_the_doctor_says_nothing_of_traces_that_nobody_asked_for(doctor):
    assert "traces" not in doctor("en_US")
