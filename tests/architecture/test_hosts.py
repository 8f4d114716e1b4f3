"""The tree installs from wherever a machine installs from: it names no registry."""

from itertools import chain

from tests.architecture.hosts import REGISTRIES, registry_hosts
from tests.architecture.source import ROOT, kept_files

BINARY = {".png", ".jpg", ".webp", ".gif", ".ico", ".woff2", ".ttf", ".xlsx", ".db", ".pdf"}


def texts():
    for path in kept_files():
        if path.suffix not in BINARY:
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8", errors="replace")


def test_no_file_names_a_registry():
    assert list(chain.from_iterable(registry_hosts(*file) for file in texts())) == []


def test_a_registry_is_seen():
    option = "--" + "index-url"
    assert registry_hosts("package-lock.json", f'"x": "https://{REGISTRIES[0]}.org/x.tgz"')
    assert registry_hosts("package-lock.json", '"resolved": "' + 'https://somewhere/x.tgz"')
    assert registry_hosts("Makefile", f"pip install {option} x")
    assert registry_hosts("package-lock.json", '"resolved": "packages/api"') == []
