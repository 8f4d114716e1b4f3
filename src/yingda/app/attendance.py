"""Attendance: which server processes are there, and whose sockets went with one that is not.

Each process claims its name for as long as it lives. A process that ended, however it ended, holds
no claim, and the people it had connected are doubted: back within the grace, or offline.
"""

from yingda.app.listening import note_sockets
from yingda.foundation.runtime import Runtime
from yingda.team.timers import server_restarted, servers_noted


def name_of(server: str) -> str:
    """Return the claim that stands for a server process."""
    return f"server:{server}"


async def begin(runtime: Runtime) -> None:
    """Say that this process is there, and doubt whoever is connected to none that is."""
    await runtime.claims.take([name_of(runtime.server)])
    await runtime.db.write(server_restarted, runtime.server)
    await forget_the_gone(runtime)


async def keep(runtime: Runtime) -> None:
    """Keep the claim; when it was lost, for others this process was gone: count everybody anew."""
    await runtime.claims.check()
    name = name_of(runtime.server)
    if runtime.claims.holds(name) or not await runtime.claims.take([name]):
        return
    staff = {one.principal.id for one in runtime.hub if one.principal.is_staff}
    for staff_id in sorted(staff):
        await note_sockets(runtime, staff_id)


async def forget_the_gone(runtime: Runtime) -> None:
    """Forget the sockets of processes that are gone."""
    noted = await runtime.db.read(servers_noted)
    others = {name_of(one): one for one in noted if one != runtime.server}
    if not others:
        return
    gone = await runtime.claims.take(others)
    try:
        for name in sorted(gone):
            await runtime.db.write(server_restarted, others[name])
    finally:
        await runtime.claims.release(gone)
