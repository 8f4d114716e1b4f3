"""A customer and a colleague, each with a browser of their own, who do what people do there."""

import os
import re

from playwright.sync_api import expect

SCRATCH = """async ({kind, width, height}) => {
  const canvas = Object.assign(document.createElement('canvas'), {width, height})
  const brush = canvas.getContext('2d')
  const paint = (colour, ...place) => { brush.fillStyle = colour; brush.fillRect(...place) }
  paint('#d9dde2', 0, 0, width, height)
  paint('#f6f7f9', width * 0.2, height * 0.12, width * 0.6, height * 0.76)
  paint('#39424e', width * 0.28, height * 0.2, width * 0.44, height * 0.16)
  paint('#0f766e', width * 0.33, height * 0.25, width * 0.12, height * 0.06)
  paint('#c2c8d0', width * 0.28, height * 0.46, width * 0.44, height * 0.3)
  const blob = await new Promise((done) => canvas.toBlob(done, kind))
  return [...new Uint8Array(await blob.arrayBuffer())]
}"""


def draw_picture(page):
    """Return a small PNG, drawn by the browser itself."""
    return bytes(page.evaluate(SCRATCH, {"kind": "image/png", "width": 480, "height": 360}))


def pictured(page, name):
    """Keep what a page looks like in the folder that YINGDA_TEST_PICTURES names, if it does."""
    if folder := os.environ.get("YINGDA_TEST_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", animations="disabled")


class Customer:
    """Somebody in the demo shop who opens the widget and asks."""

    def __init__(self, page, house):
        self.page, self.house = page, house

    def enter(self, persona=None):
        self.page.goto(f"{self.house.url}/shop")
        if persona:
            self.page.locator(".pick select").first.select_option(persona)
        self.page.wait_for_selector("yingda-widget", state="attached")
        self.page.evaluate("yingda('open')")
        # The launcher's shadow is closed, so the frame is found by its address.
        if not self.found():
            self.page.wait_for_event("framenavigated", lambda _: self.found())
        expect(self.frame.locator(".hero h1, .head").first).to_be_visible()
        return self

    def found(self):
        self.frame = next((one for one in self.page.frames if "/widget/frame" in one.url), None)
        return self.frame is not None

    def begin(self):
        if self.frame.locator(".contact").count():
            self.frame.locator(".contact").click()
        expect(self.frame.get_by_role("textbox")).to_be_visible()
        return self

    def say(self, text):
        box = self.frame.get_by_role("textbox")
        box.fill(text)
        box.press("Enter")

    @property
    def log(self):
        return self.frame.get_by_role("log")

    def sees(self, text):
        expect(self.log.get_by_text(text).last).to_be_visible()

    def rate(self, stars, tag):
        card = self.frame.locator("form.rating").last
        card.locator(".stars label").nth(stars - 1).click()
        card.get_by_role("button", name=tag).click()
        card.get_by_role("button", name=re.compile("^(解决了|Yes)$")).click()
        card.locator("button[type=submit]").click()
        expect(self.frame.locator("section.rating.done").last).to_be_visible()


class Colleague:
    """Somebody at the desk."""

    def __init__(self, page, house, account):
        self.page, self.house, self.account = page, house, account

    def part(self, name):
        return self.page.locator(f"[data-test='{name}']")

    def enter(self):
        self.page.goto(f"{self.house.url}/desk/")
        self.page.locator("code", has_text=self.account).click()
        expect(self.part("presence")).to_be_visible()
        return self

    def set_presence(self, state):
        self.part("presence").click()
        self.page.get_by_role("menuitem", name=state).click()
        expect(self.part("presence")).to_contain_text(state)
        return self

    def ask(self, method, path, **body):
        """Ask the server as this page would, with its cookie."""
        asked, api = self.page.context.request, f"{self.house.url}/api"
        token = asked.get(f"{api}/session").json()["csrf"]
        headers = {"X-CSRF-Token": token, "Origin": self.house.url}
        return asked.fetch(api + path, method=method, data=body or None, headers=headers)

    def goes_home(self):
        assert self.ask("PUT", "/team/me/presence", state="offline").ok

    def visit(self, page):
        self.page.goto(f"{self.house.url}/desk/{page}")
        return self

    def beside(self, tab):
        self.page.locator(".context__tabs").get_by_role("tab", name=tab).click()

    def tab(self, name):
        self.part(f"tab-{name}").click()
        return self

    def row(self, customer):
        return self.part("queue-row").filter(has_text=customer)

    def open(self, customer):
        self.row(customer).first.click()
        expect(self.page.locator(".thread-header h1")).to_have_text(customer)

    @property
    def thread(self):
        return self.page.locator(".thread__scroll")

    @property
    def composer(self):
        return self.part("composer")

    def says(self, text):
        self.composer.fill(text)
        self.composer.press("Enter")

    def sends_picture(self, name="lamp.png"):
        picture = {"name": name, "mimeType": "image/png", "buffer": draw_picture(self.page)}
        self.part("file").set_input_files([picture])

    def uses_canned(self, shortcut):
        self.composer.fill("")
        self.composer.press_sequentially(f"/{shortcut}")
        expect(self.page.locator(".suggest__item").first).to_be_visible()
        self.composer.press("Enter")

    def notes(self, text):
        self.part("note-mode").click()
        self.says(text)
        expect(self.part("note").filter(has_text=text)).to_be_visible()
        self.page.locator(".composer-tools__mode button").first.click()

    def transfers(self, group, note):
        self.part("transfer").click()
        self.part("choice").filter(has_text=group).click()
        self.part("transfer-note").fill(note)
        self.part("transfer-go").click()

    def ends(self, summary, *tags):
        self.part("end").click()
        self.part("summary").fill(summary)
        for tag in tags:
            box = self.page.locator(".end-tags input")
            box.fill(tag)
            box.press("Enter")
        self.part("end-go").click()
