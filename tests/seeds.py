"""Seeds of the model checks: twenty in every run, their numbers printed; more and longer by hand.

`YINGDA_TEST_PROFILE=long` plays longer games, `YINGDA_TEST_SEED=n` begins at another number. A test
that fails names its seed: `YINGDA_TEST_SEED=n pytest … -k seed-n` plays it again.
"""

import os

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

LONG = os.environ.get("YINGDA_TEST_PROFILE", "short") == "long"
FIRST = int(os.environ.get("YINGDA_TEST_SEED", "1"))
SEEDS = range(FIRST, FIRST + 20)


def names(number):
    return f"seed-{number}"


def play(machine, number, *, games, steps):
    """Play some games of a state machine from a seed; a fault is made small before it is told."""
    print(f"{machine.__name__}: YINGDA_TEST_SEED={number}")  # noqa: T201 - shown when it fails
    named = seed(number)(type(machine.__name__, (machine,), {}))
    run_state_machine_as_test(named, settings=rules(games, steps))


def rules(games, steps, **more):
    return settings(
        max_examples=games,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        **more,
    )


def finds_a_fault(machine, *, games=60, steps=40):
    """Tell whether playing finds something wrong, however it comes out."""
    quick = rules(games, steps, phases=[Phase.generate], report_multiple_bugs=False)
    try:
        run_state_machine_as_test(seed(1)(type("Planted", (machine,), {})), settings=quick)
    except Exception:  # noqa: BLE001 - whatever it is, it was found
        return True
    return False
