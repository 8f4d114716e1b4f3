import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.orders.masking import mask_address


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("浙江省杭州市西湖区文三路100号3幢201室", "浙江省杭州市西湖区**路***号*幢***室"),
        ("上海市浦东新区世纪大道8号", "上海市浦东新区**大道*号"),
        ("臺北市信義區松仁路100號12樓", "臺北市信義區**路***號**樓"),
        ("文三路100号", "**路***号"),
        ("浙江杭州西湖区翠苑一区", "浙江杭州西湖区*苑*区"),
        ("幸福里小区3-2-501", "**里小区*-*-***"),
        ("12 Baker Street, London", "** ***** ******, London"),
        ("12 Baker Street", "** ***** ******"),
        ("_一", "_*"),
        ("_*", "_*"),
        ("", ""),
    ],
)
def test_the_district_stays_and_the_door_goes(address, masked):
    assert mask_address(address) == masked


@given(st.text(max_size=200))
def test_no_house_number_survives_and_masking_twice_is_masking_once(address):
    masked = mask_address(address)
    assert not re.search(r"[0-9]", masked)
    assert mask_address(masked) == masked
    assert len(masked) <= len(address)
