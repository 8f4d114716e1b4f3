"""Puts the optional language model together with what the operator lets it reach."""

from ipaddress import ip_address

from yingda.bot.lifting.calling import Models
from yingda.bot.lifting.lifter import Lifter
from yingda.bot.lifting.network import AddressRefused, Admit, Network
from yingda.foundation.errors import Problem
from yingda.foundation.runtime import Runtime
from yingda.foundation.settings import Settings
from yingda.integrations.addresses import Reach, all_admitted
from yingda.integrations.network import LookUp, Resolver


def lifter_of(runtime: Runtime) -> Lifter:
    """Return who asks models in this process."""
    network = Network(admission(runtime.settings))
    models = Models(runtime.db, network, runtime.meters)
    return Lifter(runtime.db, models, claims=runtime.claims)


def admission(settings: Settings, look_up: LookUp | None = None) -> Admit:
    """Return who says which address may be called for a URL.

    Out in the world over https only; plain http only inside the networks that the operator named.
    """
    inside = settings.model_copy(update={"webhook_internal": settings.model_internal})
    reach = Reach(http=True, internal=Reach.of(inside).internal)
    found_by = look_up or Resolver()

    async def admit(url: str) -> str:
        try:
            target = reach.target(url)
        except Problem as problem:
            raise AddressRefused from problem
        found = await found_by(target.host, target.port)
        if not all_admitted(reach, found):
            raise AddressRefused
        if target.scheme == "http" and not all(is_inside(reach, one) for one in found):
            raise AddressRefused
        return found[0]

    return admit


def is_inside(reach: Reach, address: str) -> bool:
    """Tell whether an address is in a network that the operator named."""
    return any(ip_address(address) in network for network in reach.internal)
