"""A house to test in: a database with its tables, a clock that obeys, a shop and its people.

`House.write` works in a transaction as the writer would; `House.client()` serves the routers given.
"""

from contextlib import contextmanager
from functools import cache

from fastapi import FastAPI
from sqlalchemy import event, make_url
from starlette.testclient import TestClient

from yingda.foundation import timers
from yingda.foundation.auth.passwords import hash_password
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import ManualClock
from yingda.foundation.db import Tx, postgres_engine, sqlite_engine
from yingda.foundation.ids import CountedIds
from yingda.foundation.runtime import Runtime, Wiring
from yingda.foundation.sealing import Sealer
from yingda.foundation.settings import Settings
from yingda.foundation.story import Story
from yingda.foundation.web import problems
from yingda.foundation.web.callers import CSRF_HEADER, SESSION_COOKIE
from yingda.merchants.schemas import MerchantDraft
from yingda.merchants.service import found_tenant, open_merchant
from yingda.team import queries as team_queries
from yingda.team import service as team
from yingda.team.schemas import StaffDraft

PASSWORD = "a long enough secret"


@cache
def password_hash(password=PASSWORD):
    return hash_password(password)


def careless(connection, _record):
    """Nobody pulls the plug here, so the seeds need not wait for the disk."""
    connection.execute("PRAGMA synchronous = OFF")


class House:
    def __init__(self, url, folder):
        self.url, self.folder = make_url(url), folder
        self.clock, self.ids = ManualClock(), CountedIds()
        self.sealer = Sealer(self.settings.signing_secret())
        sqlite = self.url.get_backend_name() == "sqlite"
        make = sqlite_engine if sqlite else postgres_engine
        self.engine = make(self.url, **({"begin": "BEGIN IMMEDIATE"} if sqlite else {"size": 3}))
        if sqlite:
            event.listen(self.engine, "connect", careless)
        self.events = []

    def close(self):
        self.engine.dispose()

    @property
    def settings(self):
        return Settings(data_dir=self.folder, database_url=str(self.url))

    # ------------------------------------------------------------ transactions

    def write(self, work, *args, **kwargs):
        with self.engine.begin() as connection:
            tx = Tx(connection, self.clock.now(), self.ids, self.sealer)
            try:
                result = work(tx, *args, **kwargs)
                tx.flush()
            finally:
                tx.close()
            self.events = tx.events
            return result

    read = write

    def heard(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    def fire_due(self, effects):
        due = self.read(timers.due, 100)
        for timer in due:
            self.write(timers.fire, timer, effects[timer.kind])
        return len(due)

    # ------------------------------------------------------------ people

    def tenant(self, name="Qinghe", slug="qinghe"):
        tenant = self.write(found_tenant, name)
        return tenant, self.merchant(tenant, name, slug)

    def merchant(self, tenant, name="Qinghe", slug="qinghe", **details):
        draft = MerchantDraft(name=name, slug=slug, **details)
        return self.write(open_merchant, tenant.id, draft)

    def staff(self, tenant, account, role="agent", **details):
        draft = StaffDraft(
            account=account, name=account.title(), role=role, password=PASSWORD, **details
        )
        return self.write(team.enrol, tenant.id, draft, password_hash())

    def rights(self, staff):
        return self.read(team_queries.principal_of, staff)

    def principal(self, tenant, account, role="agent", **details):
        return self.rights(self.staff(tenant, account, role, **details))

    # ------------------------------------------------------------ HTTP

    @contextmanager
    def client(self, *routers):
        wiring = Wiring(Story(()), timers={})
        runtime = Runtime(self.settings, wiring, self.clock, self.ids)
        app = FastAPI()
        app.state.runtime = runtime
        problems.install(app)
        for router in routers:
            app.include_router(router)
        runtime.db.start()
        try:
            with TestClient(app, raise_server_exceptions=False) as client:
                yield Site(client, runtime)
        finally:
            runtime.db.stop()


class Site:
    def __init__(self, client, runtime):
        self.http, self.runtime = client, runtime

    def anonymous(self):
        return Browser(self, {})

    def signed_in(self, account, password=PASSWORD):
        browser = self.anonymous()
        answer = browser.post("/api/session", {"account": account, "password": password})
        assert answer.status_code == 200, answer.text
        browser.take_session(answer)
        return browser

    def visitor(self, customer):
        visitor = Principal(
            "visitor",
            customer.tenant_id,
            customer.id,
            customer.name,
            merchant_ids=frozenset({customer.merchant_id}),
        )
        token, _ = self.runtime.tokens.issue(visitor)
        return Browser(self, {"Authorization": f"Bearer {token}"})


class Browser:
    """Somebody at a browser of their own."""

    def __init__(self, site, headers):
        self.site, self.headers = site, headers

    def take_session(self, answer):
        token, csrf = answer.cookies[SESSION_COOKIE], answer.json()["csrf"]
        self.headers = {"Cookie": f"{SESSION_COOKIE}={token}", CSRF_HEADER: csrf}
        self.site.http.cookies.clear()

    def get(self, path, **params):
        return self._ask("GET", path, params=params)

    def post(self, path, body=None, **more):
        return self._ask("POST", path, json=body, **more)

    def put(self, path, body):
        return self._ask("PUT", path, json=body)

    def patch(self, path, body):
        return self._ask("PATCH", path, json=body)

    def delete(self, path):
        return self._ask("DELETE", path)

    def _ask(self, method, path, **more):
        return self.site.http.request(method, path, headers=self.headers, **more)
