"""The tree is at home on any machine: it names no registry and no path of somebody's disk."""

from itertools import chain

from tests.architecture.hosts import REGISTRIES, machine_paths, registry_hosts
from tests.architecture.source import ROOT, kept_files

BINARY = {".png", ".jpg", ".webp", ".gif", ".ico", ".woff2", ".ttf", ".xlsx", ".db", ".pdf"}


def texts():
    for path in kept_files():
        if path.suffix not in BINARY:
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8", errors="replace")


def test_no_file_names_a_registry():
    assert list(chain.from_iterable(registry_hosts(*file) for file in texts())) == []


def test_no_file_names_a_path_of_one_machine():
    assert list(chain.from_iterable(machine_paths(*file) for file in texts())) == []


def test_a_path_of_one_machine_is_seen():
    assert machine_paths("docs/x.md", "see `" + "/" + "work/main/x.py`")
    assert not machine_paths("docs/x.md", "at/work/today or https://example.com/work/x")


def test_a_registry_is_seen():
    option = "--" + "index-url"
    assert registry_hosts("package-lock.json", f'"x": "https://{REGISTRIES[0]}.org/x.tgz"')
    assert registry_hosts("package-lock.json", '"resolved": "' + 'https://somewhere/x.tgz"')
    assert registry_hosts("Makefile", f"pip install {option} x")
    assert registry_hosts("package-lock.json", '"resolved": "packages/api"') == []
