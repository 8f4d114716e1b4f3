"""What a key means, and what follows when nothing was understood."""

from hypothesis import given
from hypothesis import strategies as st

from yingda.helpcenter.phone.menu import State, after_miss, meaning_of
from yingda.helpcenter.phone.schemas import MenuItem

MENU = [
    MenuItem(key="1", label={"en": "Returns"}, does="answer", entry_id="e1"),
    MenuItem(key="4", label={"en": "Complaints"}, does="person"),
]
STATES = st.builds(
    State,
    st.sampled_from(["menu", "choices", "link"]),
    st.lists(st.sampled_from(["a", "b", "c"]), max_size=3, unique=True).map(tuple),
    st.integers(0, 5),
)


@given(STATES)
def test_a_person_and_the_link_are_a_key_away_whatever_was_asked(state):
    assert meaning_of("0", state, MENU).does == "person"
    assert meaning_of("9", state, MENU).does == "link"


@given(STATES, st.one_of(st.sampled_from("123456789*#0"), st.text("1234", min_size=2)))
def test_a_key_means_what_was_asked_last_or_nothing(state, digits):
    pressed = meaning_of(digits, state, MENU)
    if pressed is None or digits in {"0", "9", "*"}:
        return
    if state.asks == "choices":
        assert pressed.entry_id == state.choices[int(digits) - 1]
    elif state.asks == "link" and digits == "1":
        assert pressed.does == "link"
    else:
        assert pressed.item in MENU


@given(st.integers(1, 50), st.booleans())
def test_nobody_repeats_themselves_for_ever(misses, can_link):
    follows = after_miss(misses, can_link=can_link)
    if misses == 1:
        assert follows == "again"
    elif misses == 2:
        assert follows == ("offer_link" if can_link else "person")
    else:
        assert follows == "person"
