"""Who may listen to which topic, and what opening a socket means for presence."""

from collections.abc import Iterable
from functools import partial

from yingda.app.veiling import veiled_frame
from yingda.conversations.queries.access import conversation_for
from yingda.foundation.auth.principal import Principal
from yingda.foundation.errors import NotFound
from yingda.foundation.runtime import Runtime
from yingda.foundation.web.sockets import LiveEndpoint
from yingda.merchants.queries import merchant_for
from yingda.team.timers import sockets_counted


def own_topics(principal: Principal) -> Iterable[str]:
    """Return what everyone hears without asking: a person's own news, and their groups'."""
    if principal.is_visitor:
        return [f"visitor:{principal.id}"]
    return [f"staff:{principal.id}", *(f"group:{one}" for one in principal.group_ids)]


async def may_listen(runtime: Runtime, principal: Principal, topic: str) -> bool:
    """Tell whether the caller may listen: the same rule as for reading by HTTP."""
    kind, _, subject = topic.partition(":")
    if not principal.is_staff:
        return topic in own_topics(principal)
    match kind:
        case "conversation":
            return await exists_for(runtime, principal, subject)
        case "merchant":
            wide = principal.leads or principal.role == "merchant_staff"
            return wide and await merchant_exists_for(runtime, principal, subject)
        case "wall":
            return principal.leads and subject == principal.tenant_id
        case _:
            return topic in own_topics(principal)


async def exists_for(runtime: Runtime, principal: Principal, conversation_id: str) -> bool:
    """Tell whether the conversation exists for the caller."""
    try:
        await runtime.db.read(conversation_for, principal, conversation_id)
    except NotFound:
        return False
    return True


async def merchant_exists_for(runtime: Runtime, principal: Principal, merchant_id: str) -> bool:
    """Tell whether the shop exists for the caller."""
    try:
        await runtime.db.read(merchant_for, principal, merchant_id)
    except NotFound:
        return False
    return True


async def note_presence(runtime: Runtime, principal: Principal, *, opened: bool) -> None:
    """Let the seat know that its person is here, or that a socket is gone."""
    if principal.is_staff:
        del opened
        await note_sockets(runtime, principal.id)


async def note_sockets(runtime: Runtime, staff_id: str) -> None:
    """Note how many sockets a person holds open at this process."""
    count = partial(runtime.hub.sockets_of, staff_id)
    await runtime.db.write(sockets_counted, staff_id, runtime.server, count)


LIVE = LiveEndpoint(
    own_topics=own_topics, may_listen=may_listen, presence=note_presence, veil=veiled_frame
)
