"""Engines are compared on questions whose answers are known, with figures one can check by hand."""

import csv

import numpy as np
import pytest
from typer.testing import CliRunner

from yingda.app.cli import app
from yingda.bot.training.measuring import auroc, calibration_error, coverage, interval


def test_telling_right_from_wrong_is_measured():
    right = np.array([True, True, False, False])
    assert auroc(np.array([0.9, 0.8, 0.2, 0.1]), right) == 1.0
    assert auroc(np.array([0.1, 0.2, 0.8, 0.9]), right) == 0.0
    assert auroc(np.array([0.5, 0.5, 0.5, 0.5]), right) == 0.5


def test_a_confidence_that_keeps_its_word_has_no_calibration_error():
    right = np.array([True] * 8 + [False] * 2)
    assert calibration_error(np.full(10, 0.8), right) == pytest.approx(0)
    assert calibration_error(np.full(10, 1.0), right) == pytest.approx(0.2)


def test_coverage_is_what_could_be_answered_well():
    sure = np.linspace(1, 0, 40)
    assert coverage(sure, np.arange(40) < 20) == pytest.approx(21 / 40)
    assert coverage(sure, np.arange(40) >= 20) == 0.0


def test_two_engines_that_are_as_good_differ_by_chance_only():
    one = [True, False] * 100
    low, high = interval(one, one[::-1])
    assert low < 0 < high
    low, high = interval([True] * 200, one)
    assert low > 0.3


@pytest.fixture
def dataset(tmp_path):
    rows = ["text,label"]
    for thing in ("refund", "invoice", "delivery"):
        rows += [f"{frame} {thing},{thing}" for frame in ("my", "where is the", "no", "the", "a")]
    path = tmp_path / "set.csv"
    path.write_text("\n".join([*rows, "weather today,"]))
    return str(path)


def test_the_command_prints_figures_and_how_much_the_engines_differ(dataset):
    done = CliRunner().invoke(app, ["bot", "evaluate", dataset])
    assert done.exit_code == 0, done.output
    assert "hybrid" in done.output
    assert "95% interval" in done.output
    assert "100.0%" in done.output


@pytest.fixture
def shortest_fields():
    """Give Python's own limit back, which reading an import takes off for the whole process."""
    limit = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(limit)


def test_the_command_speaks_chinese_and_reads_what_a_chinese_spreadsheet_writes(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    path = tmp_path / "set.csv"
    rows = [f"{frame}{thing},{thing}" for thing in ("退货", "发票") for frame in "怎问要想说"]
    path.write_bytes("\n".join(["text,label", *rows]).encode("gbk"))
    done = CliRunner().invoke(app, ["bot", "evaluate", str(path)])
    assert done.exit_code == 0, done.output
    assert "校准误差" in done.output
    assert "100.0%" in done.output


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a,b\n1,2\n", "text和label"),
        (b"text,label\none,x\n", "行数太少"),
        (b"text,label\n", "行数太少"),
        (b"text,label\n" + b"a" * 200_000 + b",x\n", "不能按CSV读取"),
        (bytes(range(256)), "text和label"),
    ],
)
@pytest.mark.usefixtures("shortest_fields")
def test_a_file_that_is_no_set_is_refused_in_words(tmp_path, monkeypatch, content, told):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    path = tmp_path / "set.csv"
    path.write_bytes(content)
    done = CliRunner().invoke(app, ["bot", "evaluate", str(path)])
    assert done.exit_code == 2
    assert told in "".join(done.output.replace("│", "").split())
