"""Setting the telephone up: every key leads somewhere."""

import pytest

from tests.helpcenter.conftest import FRYER, SECRET


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"does": "answer"}, "phone.menu_item_unusable"),
        ({"does": "answer", "entry_id": "nothing"}, "phone.menu_item_unusable"),
        ({"does": "task", "flow_id": "nothing"}, "phone.menu_item_unusable"),
    ],
)
async def test_a_key_that_leads_nowhere_is_refused(lead, set_up, item, code):
    draft = {"menu": [{"key": "1", "label": {"en": "One"}, **item}]}
    answer = await lead.put("/api/phone/settings", draft)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    kept = (await lead.get("/api/phone/settings")).json()
    assert len(kept["menu"]) == 3


async def test_what_is_for_colleagues_only_is_no_item(lead, knowledge):
    item = {"key": "1", "label": {"en": "One"}, "does": "answer", "entry_id": knowledge[SECRET]}
    answer = await lead.put("/api/phone/settings", {"menu": [item]})
    assert answer.json()["code"] == "phone.menu_item_unusable"


async def test_one_key_is_one_item(lead, knowledge):
    item = {"key": "1", "label": {"en": "One"}, "does": "answer", "entry_id": knowledge[FRYER]}
    answer = await lead.put("/api/phone/settings", {"menu": [item, item]})
    assert answer.json()["code"] == "phone.menu_key_taken"


async def test_the_keys_of_the_house_cannot_be_taken(lead):
    item = {"key": "0", "label": {"en": "Zero"}, "does": "person"}
    assert (await lead.put("/api/phone/settings", {"menu": [item]})).status_code == 422


async def test_a_shop_that_set_up_nothing_still_answers(telephone, knowledge):
    assert "直接说出您的问题" in await telephone.rings()
    assert (await telephone.says("空气炸锅怎么洗")).startswith("炸篮可以水洗。")
