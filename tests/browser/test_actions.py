"""Actions of the shop's own system: registered, tried, their failures told, used by a task."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.people import Customer, pictured

pytestmark = [pytest.mark.timeout(400), pytest.mark.usefixtures("patience")]
TASK = {
    "title": {"zh-CN": "查积分"},
    "phrases": ["查一下我的积分余额"],
    "start": "ask",
    "steps": [
        {"id": "ask", "do": "call", "action": "points", "inputs": {}, "into": "found",
         "next": "told", "refused": "sorry"},
        {"id": "told", "do": "end", "say": {"zh-CN": "您现在有 {found.points} 分。"}},
        {"id": "sorry", "do": "end", "say": {"zh-CN": "现在查不到。"}, "solved": False},
    ],
}  # fmt: skip


class ShopSystem(ThreadingHTTPServer):
    """The shop's own system: answers as it is told, and remembers what it was asked."""

    def __init__(self):
        self.status, self.answer, self.asked = 200, "{}", []
        super().__init__(("127.0.0.1", 0), Asked)
        self.url = f"http://127.0.0.1:{self.server_port}/points"


class Asked(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"] or 0))
        self.server.asked.append(json.loads(body))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.answer.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def system():
    running = ShopSystem()
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def register(admin, url):
    admin.part("add-action").click()
    admin.part("action-title").fill("查积分")
    admin.part("action-key").fill("points")
    admin.part("action-url").fill(url)
    dialog = admin.page.get_by_role("dialog")
    dialog.get_by_text("会更改数据").click()
    dialog.get_by_role("button", name="添加一项").last.click()
    dialog.get_by_placeholder("order_no").last.fill("points")
    admin.page.get_by_role("button", name="保存").click()


def test_an_admin_registers_an_action_and_a_customer_is_served_by_it(
    house, open_page, at_desk, system, axe
):
    admin = at_desk("admin").visit("flows/actions")
    register(admin, system.url)
    card = admin.part("action-points")
    expect(card).to_be_visible()
    tried = card.locator("[data-test='tried']")
    for status, answer, said in (
        (500, "down", "它报告出错了"),
        (200, "<html>", "回答的内容与登记的不一样"),
        (200, '{"points": "1280"}', "1280"),
    ):
        system.status, system.answer = status, answer
        card.locator("[data-test='try-action']").click()
        expect(tried).to_contain_text(said)
    pictured(admin.page, "action-tried")
    assert axe(admin.page) == []
    assert all(one["dry_run"] for one in system.asked)
    publish(admin)
    customer = Customer(open_page(), house).enter("李想").begin()
    customer.say("查一下我的积分余额")
    customer.sees("您现在有 1280 分")
    assert not system.asked[-1]["dry_run"]
    card.locator("[data-test='calls']").click()
    call = card.locator("[data-test='action-call']")
    expect(call).to_contain_text("HTTP 200")
    call.get_by_role("button").click()
    expect(admin.thread).to_contain_text("1280 分")


def publish(admin):
    """Write the task that uses the action, and let customers have it."""
    made = admin.ask("POST", "/bot/flows", key="points", document=TASK)
    assert made.ok, made.text()
    path = f"/bot/flows/{made.json()['id']}/publish"
    assert admin.ask("POST", path, revision=made.json()["revision"]).ok
