"""The demo shop as a newcomer sees it."""

import pytest


@pytest.fixture
def shop(house, open_page):
    def opened(path, **details):
        page = open_page(**details)
        page.goto(house.url + path)
        page.wait_for_load_state("networkidle")
        return page

    return opened


def test_a_newcomer_becomes_a_customer_and_sees_that_customers_orders(shop):
    page = shop("/shop", width=1440, height=900)
    assert page.locator(".good img").count() >= 20
    page.locator(".pick select").first.select_option("李想")
    page.get_by_role("link", name="我的订单").click()
    page.locator(".order .tag").first.wait_for()
    states = set(page.locator(".order .tag").all_inner_texts())
    assert {"待付款", "待发货", "运输中", "物流延误", "退款中"} <= states


def test_every_product_has_its_picture(shop):
    page = shop("/shop", width=1440, height=6000)
    broken = page.evaluate(
        "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
    )
    assert broken == []


@pytest.mark.parametrize("path", ["/shop", "/shop/products/QH-P03", "/shop/orders"])
@pytest.mark.parametrize(("language", "scheme"), [("zh-TW", "light"), ("en-US", "dark")])
def test_the_shop_is_accessible_and_fits_a_narrow_phone(shop, axe, path, language, scheme):
    page = shop(path, width=360, height=740, locale=language, color_scheme=scheme, bypass_csp=True)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
