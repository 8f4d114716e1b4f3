"""Where a webhook may go: never into the operator's own network unless the operator says so. Pure.

A name is looked up once and the address that was checked is the address that is called, so that a
name cannot show another face in between.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

from yingda.foundation.settings import Settings
from yingda.integrations.errors import AddressInternal, AddressWrong, HttpsNeeded

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Addresses of version 6 that carry one of version 4 and end up there.
NAT64 = IPv6Network("64:ff9b::/96")
COMPATIBLE = IPv6Network("::/96")
# Not of the whole world by the registries of IANA, whatever this version of Python knows of them.
SPECIAL = tuple(
    ip_network(one)
    for one in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "fec0::/10", "5f00::/16")
)
NUMERIC = re.compile(r"(?:.*\.)?(?:\d+|0[xX][0-9a-fA-F]*)\.?")
LOCAL_NAMES = ("localhost", ".localhost", ".local", ".internal")


@dataclass(frozen=True, slots=True)
class Target:
    """An address in parts."""

    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Reach:
    """What the operator lets webhooks reach."""

    http: bool = False
    internal: tuple[Network, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> "Reach":
        """Return what the settings say."""
        parts = (part.strip() for part in settings.webhook_internal.split(","))
        return cls(settings.webhook_http, tuple(ip_network(part) for part in parts if part))

    def admits(self, address: str) -> bool:
        """Tell whether this very address may be called."""
        faces = tuple(_faces(ip_address(address)))
        if any(face in network for face in faces for network in self.internal):
            return True
        return all(_is_public(face) for face in faces)

    def target(self, url: str) -> Target:
        """Return the parts of an address that may be tried; raises what is wrong with it.

        A name is admitted here and looked at again when it is called.
        """
        target = _parts(url)
        if target.scheme == "http" and not self.http:
            raise HttpsNeeded
        literal = _literal(target.host)
        if literal is not None and not self.admits(literal):
            raise AddressInternal(host=target.host)
        if literal is None and target.host.endswith(LOCAL_NAMES) and not self.internal:
            raise AddressInternal(host=target.host)
        return target


def all_admitted(reach: Reach, addresses: Iterable[str]) -> bool:
    """Tell whether a name may be called: one address too many and none of them is."""
    found = tuple(addresses)
    return bool(found) and all(reach.admits(one) for one in found)


def _parts(url: str) -> Target:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressWrong from error
    host = (parts.hostname or "").rstrip(".")
    wrong = re.search(r"[\s\\\x00-\x1f\x7f]", url) or parts.username is not None
    if wrong or parts.scheme not in {"http", "https"} or not host or port == 0:
        raise AddressWrong
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80))


def _literal(host: str) -> str | None:
    """Return the host if it is an address; a number in another dress is refused, not guessed at."""
    try:
        return str(ip_address(host))
    except ValueError:
        if ":" in host or NUMERIC.fullmatch(host):
            raise AddressWrong from None
        return None


def _faces(address: Address) -> Iterable[Address]:
    yield address
    if isinstance(address, IPv4Address):
        return
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64 or (address in COMPATIBLE and int(address) > 1):
        carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
    yield from (one for one in carried if one is not None)


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return True  # judged by the address that it carries
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not any(address in network for network in SPECIAL)
    )
