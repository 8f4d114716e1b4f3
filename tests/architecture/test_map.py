"""The map in pyproject.toml is the law: it names every package, and breaking it is seen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

PLANTS = {
    "up": ({"team/service.py": "import yingda.routing"}, "The map"),
    "sideways": ({"team/service.py": "import yingda.customers"}, "The map"),
    "a package nobody listed": ({"stuff/__init__.py": ""}, "yingda.stuff"),
    "up inside a folder": ({"team/queries.py": "import yingda.team.service"}, "Inside"),
    "the web in the domain": ({"team/service.py": "import starlette"}, "Only app"),
    "the web by a neighbour": (
        {"team/service.py": "import yingda.team.words", "team/words.py": "import fastapi"},
        "Only app",
    ),
}


@pytest.fixture
def lint(tmp_path):
    """Run the real contracts over a tiny house with some files planted in it."""
    config = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(config, encoding="utf-8")
    packages = ["", "app", "foundation", "routing", "customers", "team"]
    house = {f"{package}/__init__.py": "" for package in packages}
    house |= {f"{package}/service.py": "" for package in packages[1:]}

    def run(planted):
        for name, text in (house | planted).items():
            path = tmp_path / "src" / "yingda" / name.removeprefix("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
        environment = {"PYTHONPATH": str(tmp_path / "src"), "PATH": os.defpath}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return run


def test_a_house_in_order_passes(lint):
    result = lint({"team/api.py": "import fastapi", "routing/service.py": "import yingda.team"})
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("plant", PLANTS)
def test_a_broken_map_is_seen(lint, plant):
    files, blamed = PLANTS[plant]
    result = lint(files)
    assert result.returncode == 1, result.stdout + result.stderr
    broken = [line for line in result.stdout.splitlines() if "KEPT" not in line]
    assert any(blamed in line for line in broken), result.stdout
