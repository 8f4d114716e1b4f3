"""An admin lets another system listen, sees what came of it, and sends again what failed."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.people import Colleague

pytestmark = pytest.mark.timeout(300)


class Listening(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.heard.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(self.server.status)
        self.send_header("content-length", "7")
        self.end_headers()
        self.wfile.write(b"thanks!")

    def log_message(self, *_):
        pass


@pytest.fixture
def system():
    """Give a system that listens on loopback and answers `status`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    server.status, server.heard = 200, []
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def admin(house, open_page):
    expect.set_options(timeout=20_000)
    yield Colleague(open_page(width=1440, height=900), house, "admin").enter()
    expect.set_options(timeout=5_000)


def add(admin, name, url):
    admin.visit("settings?tab=webhooks").part("add-webhook").click()
    form = admin.page.get_by_role("dialog", name="新建 Webhook")
    form.get_by_label("名称").fill(name)
    form.get_by_label("地址").fill(url)
    admin.part("save").click()
    return form


def test_a_webhook_is_added_tested_and_its_log_is_read(admin, system, axe):
    form = add(admin, "ERP", "nonsense")
    expect(form.get_by_text("这不是可以推送的地址")).to_be_visible()
    form.get_by_label("地址").fill(system.url)
    admin.part("save").click()
    expect(admin.part("secret")).to_contain_text("whsec_")
    card = admin.part("webhook").filter(has_text="ERP")
    card.locator("[data-test=webhook-test]").click()
    card.locator("[data-test=webhook-log]").click()
    line = admin.part("delivery").first
    expect(line).to_contain_text("已送达")
    expect(line).to_contain_text("应答 200")
    line.get_by_role("button", name="测试").click()
    expect(line).to_contain_text("thanks!")
    assert b"webhook.test" in system.heard[0]
    assert axe(admin.page) == []
    line.locator("[data-test=replay]").click()
    expect(line).to_contain_text("已送达")
    admin.page.reload()
    expect(card).to_contain_text("最近送达")
    expect(admin.part("secret")).to_have_count(0)  # it was shown that one time


def test_one_that_is_gone_is_switched_off_and_the_bell_says_so(admin, system, axe):
    system.status = 410
    add(admin, "Old CRM", system.url)
    card = admin.part("webhook").filter(has_text="Old CRM")
    card.locator("[data-test=webhook-test]").click()
    expect(card).to_contain_text("已自动停用")
    admin.part("bell").click()
    expect(admin.part("webhook-trouble")).to_contain_text("Old CRM")
    assert axe(admin.page) == []

    system.status = 200
    card.locator(".el-switch").click()
    expect(card.locator("[data-test=webhook-state]")).to_have_text("启用")
    card.locator("[data-test=webhook-log]").click()
    admin.page.get_by_role("button", name="重发失败的").click()
    admin.page.get_by_role("menuitem", name="最近 1 小时").click()
    expect(admin.part("delivery").first).to_contain_text("已送达")
