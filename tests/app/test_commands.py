"""Every command is there and helps; one that is not asked for is not loaded."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from yingda.app.cli import COMMANDS, app


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command):
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0, result.output
    assert f"yingda {command}" in result.output.replace("root", "yingda")


def test_help_names_them_all():
    said = CliRunner().invoke(app, ["--help"]).output
    assert [command for command in COMMANDS if command not in said] == []


def test_a_command_that_is_none_is_refused():
    assert CliRunner().invoke(app, ["no-such-command"]).exit_code == 2


def test_the_command_line_alone_loads_no_server():
    loaded = (
        "import sys, yingda.app.cli; print(sorted({'fastapi', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
