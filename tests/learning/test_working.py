"""How long people were at work on a conversation, whatever happened in it."""

from hypothesis import given
from hypothesis import strategies as st

from yingda.foundation.clock import SECOND
from yingda.learning.costing.working import MOST_FOR_A_MESSAGE, Moment, seconds_within, stints

moments = st.lists(st.builds(Moment, st.integers(0, 10**9), st.booleans()), max_size=40)


def at(second, *, worked=False):
    return Moment(second * SECOND, worked)


def test_a_pause_is_paid_once_and_a_minute_at_most():
    happened = [at(0), at(20, worked=True), at(25, worked=True), at(300), at(500, worked=True)]
    assert [took // SECOND for _, took in stints(happened)] == [20, 5, 60]


def test_who_writes_first_has_nothing_to_read():
    assert stints([at(5, worked=True)]) == []


@given(moments)
def test_nobody_is_paid_for_more_time_than_went_by(happened):
    found = stints(happened)
    times = [one.at for one in happened] or [0]
    assert sum(took for _, took in found) <= max(times) - min(times)
    assert all(0 <= took <= MOST_FOR_A_MESSAGE for _, took in found)


@given(moments, st.integers(0, 10**9))
def test_what_is_parted_between_two_levels_is_the_whole(happened, parted):
    found, ended = stints(happened), 10**9 + 1
    parts = (
        [took for at, took in found if at < parted],
        [took for at, took in found if at >= parted],
    )
    assert seconds_within(found, 0, parted) == sum(parts[0]) // SECOND
    assert seconds_within(found, parted, ended) == sum(parts[1]) // SECOND
    whole = seconds_within(found, 0, ended)
    both = seconds_within(found, 0, parted) + seconds_within(found, parted, ended)
    assert whole - both in {0, 1}  # what is less than a second on either side
