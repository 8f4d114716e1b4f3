import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.customers.folding import fold, like_pattern


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("陳小姐", "陈小姐"),
        ("ＡＬＩＣＥ", "alice"),
        ("王  小\u3000明", "王 小 明"),
        ("葉門", "叶门"),
    ],
)
def test_scripts_widths_and_cases_are_one(written, searched):
    assert fold(written) == fold(searched)


@given(st.text())
def test_any_text_folds_into_single_spaced_words(text):
    assert fold(text) == " ".join(fold(text).split())


def test_wildcards_are_letters():
    assert like_pattern("100%_!") == "%100!%!_!!%"
