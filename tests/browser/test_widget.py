"""The widget as a customer meets it on somebody's site."""

import pytest

STRANGE = "你们老板几岁"
HOSTILE = [
    "<img src=x onerror=\"parent.postMessage('canary','*');window.canary=1\">",
    "<script>window.canary=1</script>",
    "[x](javascript:window.canary=1)",
    "**<svg onload=window.canary=1>**",
]


@pytest.fixture
def site(house, open_page):
    """A shop on another origin, which allows no inline code and no inline style."""

    def opened(policy=None, **details):
        page = open_page(**details)
        allowed = house.url
        page.route(
            "http://site.test/",
            lambda route: route.fulfill(
                content_type="text/html",
                headers={
                    "Content-Security-Policy": policy
                    or (
                        f"default-src 'none'; script-src {allowed}; "
                        f"frame-src {allowed}; connect-src {allowed}"
                    )
                },
                body=f"""<!doctype html><html lang="zh-CN"><title>site</title>
                <main><h1>site</h1></main><script src="{allowed}/widget/loader.js"
                data-key="{house.demo["public_key"]}" async></script></html>""",
            ),
        )
        page.goto("http://site.test/")
        page.wait_for_selector("yingda-widget", state="attached")
        return page

    return opened


@pytest.fixture
def shop(house, open_page):
    """The demo shop with its widget open; returns the page and the frame."""

    def opened(path="/shop", persona=None, **details):
        page = open_page(**details)
        page.goto(house.url + path)
        page.wait_for_selector("yingda-widget", state="attached")
        if persona:
            page.locator(".pick select").first.select_option(persona)
        page.evaluate("yingda('open')")
        return page, frame_of(page)

    return opened


def frame_of(page):
    for _ in range(200):
        found = [frame for frame in page.frames if "/widget/frame" in frame.url]
        if found:
            found[0].wait_for_selector(".hero h1, .head")
            return found[0]
        page.wait_for_timeout(50)
    raise AssertionError("the widget's frame never came")


def begin(frame):
    if frame.locator(".contact").count():
        frame.locator(".contact").click()
    return frame.get_by_role("textbox")


def say(frame, text):
    box = frame.get_by_role("textbox")
    box.fill(text)
    box.press("Enter")


def own(frame):
    return frame.locator(".own .bubble").all_inner_texts()


def test_a_strict_site_carries_the_widget_and_the_keyboard_opens_and_closes_it(site):
    page = site()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    frame = frame_of(page)
    begin(frame)
    say(frame, "在吗")
    frame.locator(".own .seen, .said .seen").first.wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.tagName === 'YINGDA-WIDGET'")


def test_nobody_is_asked_for_or_remembered_before_the_panel_is_opened(house, site):
    asked = []
    page = site()
    page.context.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    ours = [url.removeprefix(house.url) for url in asked if url.startswith(house.url)]
    assert sorted(path.split("?")[0] for path in ours) == [
        "/api/widget/look",
        "/widget/loader.js",
    ]
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []


def test_an_answer_names_its_source_and_ignorance_is_admitted_with_a_way_out(shop):
    _page, frame = shop()
    begin(frame)
    say(frame, "运费怎么算")
    frame.locator(".source").first.wait_for()
    say(frame, STRANGE)
    frame.locator(".choices").get_by_role("button", name="人工客服").click()
    frame.locator(".event").first.wait_for()


def test_when_nobody_is_on_duty_a_message_can_be_left(shop):
    _page, frame = shop()
    begin(frame)
    say(frame, "人工")
    frame.locator(".event").get_by_role("button", name="留言").click()
    frame.get_by_label("想说的话").fill("洗衣机能改期送货吗？")
    frame.get_by_role("button", name="提交留言").click()
    assert "两项都要填" in frame.get_by_role("alert").inner_text()
    frame.get_by_label("手机或邮箱").fill("customer@example.com")
    frame.get_by_role("button", name="提交留言").click()
    frame.locator(".event", has_text="已收到您的留言").wait_for()
    assert own(frame)[-1] == "洗衣机能改期送货吗？"


def test_what_is_written_without_a_connection_goes_out_once_and_in_order(shop):
    page, frame = shop()
    begin(frame)
    say(frame, "第一句")
    frame.locator(".seen", has_text="已发送").first.wait_for()
    page.context.set_offline(True)
    for text in ("第二句", "第三句", "第四句"):
        say(frame, text)
    frame.locator(".banner svg").wait_for()
    page.context.set_offline(False)
    frame.locator(".own.waiting").first.wait_for(state="detached")
    page.reload()
    frame = frame_of(page)
    frame.locator(".own .bubble").nth(3).wait_for()
    assert own(frame) == ["第一句", "第二句", "第三句", "第四句"]


def test_nothing_anybody_says_becomes_markup(shop):
    page, frame = shop()
    begin(frame)
    for text in HOSTILE:
        say(frame, text)
    frame.locator(".own .bubble").nth(len(HOSTILE) - 1).wait_for()
    page.wait_for_timeout(300)
    assert own(frame) == HOSTILE
    assert frame.evaluate("window.canary") is None
    assert frame.locator(".messages img, .messages script, .bubble svg").count() == 0


def test_another_person_finds_nothing_of_the_one_before(shop):
    page, frame = shop(persona="李想")
    begin(frame)
    say(frame, "只有李想能看到")
    frame.get_by_role("textbox").fill("还没写完")
    page.locator(".pick select").first.select_option("陈小满")
    frame.locator(".hero h1", has_text="陈小满").wait_for()
    begin(frame)
    assert frame.get_by_role("textbox").input_value() == ""
    assert "李想" not in frame.locator("body").inner_text()


def test_a_file_that_lies_about_its_type_is_refused_with_a_reason(shop):
    _page, frame = shop()
    begin(frame)
    lie = {"name": "photo.png", "mimeType": "image/png", "buffer": b"MZ\x90\x00" + bytes(600)}
    frame.locator("input[type=file]").set_input_files([lie])
    refusal = frame.locator(".refusal")
    refusal.wait_for()
    assert "不能接收" in refusal.inner_text()
    refusal.get_by_role("button", name="删除").click()
    refusal.wait_for(state="detached")


@pytest.mark.parametrize(
    ("language", "scheme"), [("zh-CN", "light"), ("zh-TW", "dark"), ("en-US", "light")]
)
def test_every_page_of_the_widget_is_accessible_and_fits_a_narrow_phone(
    shop, axe, language, scheme
):
    page, frame = shop(
        persona="林怡君",
        width=360,
        height=740,
        locale=language,
        color_scheme=scheme,
        bypass_csp=True,
    )

    def is_fine():
        assert axe(frame) == []
        assert frame.evaluate("document.documentElement.scrollWidth") <= 360

    if frame.locator(".head").count():
        frame.locator(".head .round").first.click()
    frame.locator(".order").first.wait_for()
    is_fine()
    frame.locator(".order .small").first.click()
    frame.locator(".own .card, .own .bubble").first.wait_for()
    say(frame, "发票")
    page.wait_for_timeout(1000)
    is_fine()
    frame.locator(".menu > button").click()
    is_fine()
    frame.locator(".sheet button").last.click()
    frame.locator("form.rating").last.locator("input").nth(2).focus()
    page.keyboard.press("Space")
    frame.locator("form.rating textarea").last.wait_for()
    is_fine()


def test_a_returning_customer_reads_what_was_said_before(shop, axe):
    _page, frame = shop(persona="李想")
    if frame.locator(".before").count():
        frame.locator(".before").click()
    else:
        frame.locator(".earlier").click()
    past = frame.locator("section.past")
    past.get_by_text("19:00 前给您结果").wait_for()
    assert past.get_by_text("您评了 2 分").count() == 1
    assert past.locator("form.rating").count() == 0
    assert axe(frame) == []
