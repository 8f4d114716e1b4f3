"""Finds what belongs to one machine: names of package registries, and paths of somebody's disk.

Where packages come from, and where the tree lies, is each machine's own affair.
"""

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


OWN_PATHS = re.compile(r"(?<![\w./-])/(?:work|root|Users)/[\w.]+|/home/(?!yingda)\w+/")


def machine_paths(path: str, text: str) -> list[str]:
    return [f"{path} names {hit.group()}" for hit in OWN_PATHS.finditer(text)]
