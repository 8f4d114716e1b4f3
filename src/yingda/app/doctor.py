"""The doctor: names what is wrong with an installation, and the remedy."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import NullPool, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from yingda.app.asking import ask_redis, clock_ahead_seconds, is_listening, without_password
from yingda.app.disk import existing, free_bytes
from yingda.app.migrating import newest_revision, present_revision
from yingda.app.pages import STATIC
from yingda.app.starting import MOST_CLOCK_SECONDS, said_by
from yingda.app.tracing import collector, what_is_missing
from yingda.foundation.bus import RedisMissing, redis_troubles
from yingda.foundation.clock import SystemClock
from yingda.foundation.settings import SECRET_FILE, Settings
from yingda.foundation.words import say

LEAST_FREE_BYTES = 500 * 1024 * 1024
LEAST_REDIS = 7


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is fine, else what to do."""

    part: str
    fine: bool
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def line(self, language: str) -> str:
        """Return the finding as a line of text."""
        part = say(language, f"doctor.part.{self.part}")
        return f"{part}: {say(language, f'doctor.says.{self.code}', **self.params)}"


def fine(part: str, code: str, **params: object) -> Finding:
    """Return a finding that needs nobody."""
    return Finding(part, fine=True, code=code, params=params)


def wrong(part: str, code: str, **params: object) -> Finding:
    """Return a finding that somebody has to mend."""
    return Finding(part, fine=False, code=code, params=params)


def examine() -> list[Finding]:
    """Look at everything that has to be right before people are served."""
    try:
        settings = Settings()
    except ValidationError as error:
        return [
            wrong(
                "settings",
                "setting_wrong",
                name=".".join(map(str, one["loc"])),
                why=one["msg"].removeprefix("Value error, "),
            )
            for one in error.errors()
        ]
    return [fine("settings", "settings_readable"), *look(settings)]


def look(settings: Settings) -> Iterator[Finding]:
    """Look at the data folder, the secret, the database, Redis and the pages."""
    yield data_folder(settings)
    yield secret_file(settings)
    yield database(settings)
    if settings.redis_url:
        yield redis(settings)
    if address := collector():
        yield traces(address)
    yield pages()


def data_folder(settings: Settings) -> Finding:
    """Look whether the data folder can be written and has room."""
    folder = settings.data_dir.resolve()
    for one in (folder, folder / "files"):
        if not os.access(existing(one), os.W_OK):
            return wrong("data", "data_not_writable", folder=existing(one))
    free = free_bytes(folder)
    if free < LEAST_FREE_BYTES:
        return wrong("data", "data_full", free=free // 2**20)
    return fine("data", "data_fine", folder=folder, free=free // 2**30)


def secret_file(settings: Settings) -> Finding:
    """Look whether others can read the secret."""
    path = settings.data_dir / SECRET_FILE
    if settings.secret:
        return fine("secret", "secret_set")
    if not path.exists():
        return fine("secret", "made_on_first_start")
    if path.stat().st_mode & 0o077:
        return wrong("secret", "secret_readable_by_others", path=path)
    return fine("secret", "secret_fine")


def database(settings: Settings) -> Finding:
    """Look whether the database answers, is safe, and has this version's shape."""
    url = make_url(settings.store_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return fine("database", "made_on_first_start")
    driver = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
    try:
        with create_engine(url.set(drivername=driver), poolclass=NullPool).connect() as connection:
            if driver != "sqlite":
                ahead = clock_ahead_seconds(connection, SystemClock().now())
                if abs(ahead) > MOST_CLOCK_SECONDS:
                    return wrong("database", "clock_off", seconds=round(ahead, 1))
                commit = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
                if commit == "off":
                    return wrong("database", "commit_not_durable")
            present = present_revision(connection)
    except (SQLAlchemyError, ImportError) as error:
        why = said_by(error)
        return wrong("database", "database_unreachable", why=why)
    if present is not None and present > newest_revision():
        return wrong("database", "database_newer", revision=present, own=newest_revision())
    if present != newest_revision():
        return wrong("database", "database_old", revision=present)
    return fine("database", "database_fine", driver=driver, revision=present)


def redis(settings: Settings) -> Finding:
    """Look whether Redis answers, and is new enough."""
    gone: tuple[type[Exception], ...] = (RedisMissing, ValueError, *redis_troubles())
    try:
        version = ask_redis(settings.redis_url)
    except gone as error:
        return wrong("redis", "redis_wrong", why=error)
    if int(version.partition(".")[0]) < LEAST_REDIS:
        return wrong("redis", "redis_old", version=version)
    return fine("redis", "redis_fine", version=version)


def traces(address: str) -> Finding:
    """Look whether the traces that are asked for can be told."""
    shown = without_password(address)
    if (missing := what_is_missing()) is not None:
        return wrong("traces", missing, address=shown)
    if not is_listening(address):
        return wrong("traces", "collector_away", address=shown)
    return fine("traces", "collector_fine", address=shown)


def pages() -> Finding:
    """Look whether the web pages were built."""
    missing = [
        name
        for name in ("desk/index.html", "widget/frame.html", "widget/loader.js")
        if not (STATIC / name).is_file()
    ]
    return (
        wrong("pages", "pages_missing", names=", ".join(missing))
        if missing
        else fine("pages", "pages_fine")
    )
