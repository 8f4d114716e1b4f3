"""The bus between processes: what one of them committed, told to the sockets of the others.

It may lose news, never facts: those are in the database. Whoever knows that news were lost says so,
and every screen concerned reads again; a single lost message heals by `seq`.
"""

from yingda.foundation.bus.carriers import (
    Carrier,
    RedisMissing,
    carrier_for,
    connect,
    redis_troubles,
)
from yingda.foundation.bus.messages import Wake
from yingda.foundation.bus.relaying import Bus, Ears

__all__ = [
    "Bus",
    "Carrier",
    "Ears",
    "RedisMissing",
    "Wake",
    "carrier_for",
    "connect",
    "redis_troubles",
]
