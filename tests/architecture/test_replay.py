"""Any run can be replayed: time, chance and waiting come from ports. No test sleeps."""

from itertools import chain

import pytest

from tests.architecture import ports
from tests.architecture.source import Source, python_files

# Where the machine itself is asked, and why just there.
PORTS = {
    "src/yingda/foundation/clock.py": "the clock",
    "src/yingda/foundation/chance.py": "chance, from a seed that is given",
    "src/yingda/foundation/ids.py": "ids and secrets",
    "src/yingda/foundation/settings.py": "an installation's own key, made once and kept",
    "src/yingda/foundation/bus/relaying.py": "waits before it connects again",
    "src/yingda/foundation/healing.py": "lets a crowd read again some at a time",
    "src/yingda/foundation/relay.py": "waits for a database that is away",
    "src/yingda/foundation/scheduler.py": "waits until the next timer is due",
    "src/yingda/app/asgi.py": "the watchdog looks every two seconds at what it guards",
    "src/yingda/app/draining.py": "close frames are spread out, so that not all come back at once",
}

OUTSIDE = [source for source in python_files("src") if source.path not in PORTS]


@pytest.mark.parametrize("rule", [ports.taken_from_the_machine, ports.asks_the_calendar])
def test_time_and_chance_come_from_ports(rule):
    assert list(chain.from_iterable(map(rule, OUTSIDE))) == []


def test_no_capability_holds_a_port():
    assert all(path.startswith(("src/yingda/foundation/", "src/yingda/app/")) for path in PORTS)


def test_whoever_waits_can_be_cancelled():
    written = python_files("src", "bench", "tests")
    assert list(chain.from_iterable(map(ports.loses_cancellations, written))) == []


@pytest.mark.parametrize(
    "line",
    [
        "import asyncio\nawait asyncio.wait_for(event.wait(), 1)",
        "import asyncio as aio\nawait aio.wait_for(event.wait(), 1)",
        "from asyncio import wait_for as within",
    ],
)
def test_a_wait_that_loses_cancellations_is_seen(line):
    assert ports.loses_cancellations(Source("src/yingda/team/service.py", line))


def test_a_condition_waited_for_is_no_loss():
    line = "import asyncio\nasync with asyncio.timeout(1):\n    await changed.wait_for(ready)"
    assert ports.loses_cancellations(Source("src/yingda/team/service.py", line)) == []


def test_no_test_sleeps():
    assert list(chain.from_iterable(map(ports.sleeps, python_files("tests")))) == []


def test_a_sleeping_test_is_seen():
    def seen(line):
        return ports.sleeps(Source("tests/x.py", f"import asyncio, time\n{line}"))

    assert seen("time.sleep(0.1)")
    assert seen("asyncio.sleep(1)")
    assert seen("from time import sleep")
    assert not seen("asyncio.sleep(0)")
    assert not seen("clock.advance(seconds=60)")


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from secrets import token_hex",
        "import uuid_utils as uu",
        "import time\ntime.time()",
        "from time import sleep",
        "import asyncio as aio\naio.sleep(1)",
        "import numpy as np\nnp.random.default_rng()",
    ],
)
def test_the_machine_asked_by_the_way_is_seen(line):
    assert ports.taken_from_the_machine(Source("src/yingda/team/service.py", line))


@pytest.mark.parametrize("line", ["datetime.now(UTC)", "dt.datetime.utcnow()", "date.today()"])
def test_the_calendar_asked_by_the_way_is_seen(line):
    assert ports.asks_the_calendar(Source("src/yingda/team/service.py", line))


def test_a_passed_clock_is_no_breach():
    line = "import time\nimport asyncio\nclock.now()\ntime.perf_counter()\nasyncio.wait_for(x, 1)"
    source = Source("src/yingda/team/service.py", line)
    assert ports.taken_from_the_machine(source) == ports.asks_the_calendar(source) == []
