"""The web front is built when its sources changed, and only then."""

import pytest

from tools import web_build


@pytest.fixture
def root(tmp_path):
    (tmp_path / "web" / "apps" / "desk").mkdir(parents=True)
    (tmp_path / "web" / ".gitignore").write_text("node_modules/\ndist/\n*.tsbuildinfo\nmade.d.ts\n")
    (tmp_path / "web" / "package.json").write_text("{}")
    (tmp_path / "web" / "package-lock.json").write_text("{}")
    (tmp_path / "web" / "apps" / "desk" / "main.ts").write_text("one")
    return tmp_path


@pytest.fixture
def calls(root, monkeypatch):
    """Record the calls of npm instead of making them; `ci` makes the folder npm would make."""
    made = []

    def npm(_root, *words, quiet=False):
        made.append(words[:2])
        (root / "web" / "node_modules").mkdir(exist_ok=True)

    monkeypatch.setattr(web_build, "npm", npm)
    return made


def test_a_second_build_of_the_same_sources_calls_nothing(root, calls):
    assert web_build.build(root)
    first = list(calls)
    assert not web_build.build(root)
    assert calls == first == [("ci", "--no-audit"), ("run", "build")]


def test_a_changed_source_is_built_without_installing_again(root, calls):
    web_build.build(root)
    (root / "web" / "apps" / "desk" / "main.ts").write_text("two")
    assert web_build.build(root)
    assert calls[2:] == [("run", "build")]


def test_a_changed_lock_file_installs_again(root, calls):
    web_build.build(root)
    (root / "web" / "package-lock.json").write_text('{"x": 1}')
    web_build.build(root)
    assert calls[2:] == [("ci", "--no-audit"), ("run", "build")]


def test_what_is_built_or_installed_is_not_a_source(root):
    before = web_build.fingerprint(root / "web")
    for made in (
        "node_modules/vue/index.js",
        "apps/desk/dist/x.js",
        "apps/desk/tsconfig.tsbuildinfo",
        "apps/desk/made.d.ts",
    ):
        path = root / "web" / made
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("made")
    assert web_build.fingerprint(root / "web") == before


def test_a_renamed_source_is_another_tree(root):
    before = web_build.fingerprint(root / "web")
    desk = root / "web" / "apps" / "desk"
    (desk / "main.ts").rename(desk / "start.ts")
    assert web_build.fingerprint(root / "web") != before
