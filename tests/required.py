"""Fails the run when a test of a required kind was skipped.

`YINGDA_TEST_REQUIRE=postgres,redis,browser` names marks. CI sets it, because a service that
quietly does not start would otherwise look like a green run.
"""

import os

import pytest


def required() -> set[str]:
    """Read the marks whose tests must not be skipped."""
    return {mark for mark in os.environ.get("YINGDA_TEST_REQUIRE", "").split(",") if mark}


def pytest_configure(config: pytest.Config) -> None:
    if required() and not hasattr(config, "workerinput"):  # under xdist the controller sees it all
        config.pluginmanager.register(Required(required()), "yingda-required")


class Required:
    """Remembers the required tests that ran and those that were skipped."""

    def __init__(self, marks: set[str]) -> None:
        self.marks = marks
        self.skipped: list[str] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped.append(f"{report.nodeid}: the whole file")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        asked = self.marks & set(report.keywords)
        if report.skipped and asked and not hasattr(report, "wasxfail"):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            self.skipped.append(f"{report.nodeid} ({', '.join(sorted(asked))}): {reason}")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus in {
            pytest.ExitCode.OK,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        }:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.skipped:
            terminalreporter.section("required tests were skipped", red=True)
            for line in self.skipped:
                terminalreporter.line(f"REQUIRED {line}", red=True)
