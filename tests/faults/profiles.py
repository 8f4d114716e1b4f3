"""How much of each fault: `YINGDA_FAULTS=quick` in every run, `long` by hand."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """Numbers of one run; times in seconds."""

    name: str
    seed: int
    limit: int
    kills: int
    between_kills: tuple[float, float]
    talks: int
    passes: tuple[int, ...]
    timers: int
    resent: int
    said_at_once: int
    database_crashes: int
    cuts: int
    storm: int
    silence: float


PROFILES = {
    "quick": Profile(
        name="quick",
        seed=20261122,
        limit=300,
        kills=6,
        between_kills=(0.1, 0.4),
        talks=6,
        passes=(6,),
        timers=300,
        resent=30,
        said_at_once=40,
        database_crashes=2,
        cuts=2,
        storm=40,
        silence=0.5,
    ),
    "long": Profile(
        name="long",
        seed=20261122,
        limit=1800,
        kills=50,
        between_kills=(0.4, 2.0),
        talks=40,
        passes=(2, 7, 40),
        timers=3_000,
        resent=1_000,
        said_at_once=2_000,
        database_crashes=10,
        cuts=10,
        storm=300,
        silence=30.0,
    ),
}
PROFILE = PROFILES[os.environ.get("YINGDA_FAULTS", "quick")]
