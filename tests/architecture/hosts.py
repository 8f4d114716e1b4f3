"""Finds the name of a package registry: where packages come from is each machine's own affair."""

import re

# Put together here, so that this file does not hold what it looks for.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("registry", "npmjs"), ("registry", "yarnpkg"), ("registry", "npmmirror"), ("pypi", "org"),
        ("pythonhosted", "org"), ("crates", "io"), ("proxy", "golang"), ("repo1", "maven"),
        ("deb", "debian"), ("mirrors", "aliyun"), ("mirrors", "tuna"),
    )
)  # fmt: skip
OPTIONS = re.compile(r"--(extra-)?index-url|\"resolved\": \"https?:|\bregistry\s*=\s*https?:")


def registry_hosts(path: str, text: str) -> list[str]:
    low = text.lower()
    found = [f"{path} names {host}" for host in REGISTRIES if host in low]
    return found + [f"{path} points at a registry: {hit.group()}" for hit in OPTIONS.finditer(text)]
