"""The doctor: names what is wrong with an installation, and the remedy."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from yingda.app.migrating import newest_revision, present_revision
from yingda.app.pages import STATIC
from yingda.foundation.bus import RedisMissing, connect
from yingda.foundation.settings import SECRET_FILE, Settings

LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is fine, else what to do."""

    part: str
    fine: bool
    says: str


def examine() -> list[Finding]:
    """Look at everything that has to be right before people are served."""
    try:
        settings = Settings()
    except ValidationError as error:
        return [
            Finding("settings", fine=False, says=f"{'.'.join(map(str, one['loc']))}: {one['msg']}")
            for one in error.errors()
        ]
    return [Finding("settings", fine=True, says="readable"), *look(settings)]


def look(settings: Settings) -> Iterator[Finding]:
    """Look at the data folder, the secret, the database, Redis and the pages."""
    yield data_folder(settings)
    yield secret_file(settings)
    yield database(settings)
    if settings.redis_url:
        yield redis(settings)
    yield pages()


def data_folder(settings: Settings) -> Finding:
    """Look whether the data folder can be written and has room."""
    folder = settings.data_dir.resolve()
    existing = next(one for one in (folder, *folder.parents) if one.exists())
    if not os.access(existing, os.W_OK):
        return Finding("data", fine=False, says=f"{existing} cannot be written: change its owner")
    status = os.statvfs(existing)
    free = status.f_bavail * status.f_frsize
    if free < LEAST_FREE_BYTES:
        return Finding("data", fine=False, says=f"{free // 2**20} MB free: make room")
    return Finding("data", fine=True, says=f"{folder}, {free // 2**30} GB free")


def secret_file(settings: Settings) -> Finding:
    """Look whether others can read the secret."""
    path = settings.data_dir / SECRET_FILE
    if settings.secret or not path.exists():
        return Finding(
            "secret", fine=True, says="set" if settings.secret else "made on first start"
        )
    if path.stat().st_mode & 0o077:
        return Finding("secret", fine=False, says=f"others can read it: chmod 600 {path}")
    return Finding("secret", fine=True, says="only this user can read it")


def database(settings: Settings) -> Finding:
    """Look whether the database answers, is safe, and has this version's shape."""
    url = make_url(settings.store_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return Finding("database", fine=True, says="made on first start")
    driver = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
    try:
        with create_engine(url.set(drivername=driver)).connect() as connection:
            if driver != "sqlite":
                commit = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
                if commit == "off":
                    says = (
                        "synchronous_commit is off: acknowledged messages could be lost; set it on"
                    )
                    return Finding("database", fine=False, says=says)
            present = present_revision(connection)
    except (SQLAlchemyError, ImportError) as error:
        return Finding("database", fine=False, says=f"cannot be reached: {error}")
    if present != newest_revision():
        return Finding("database", fine=False, says=f"at {present}: run `yingda migrate`")
    return Finding("database", fine=True, says=f"{driver}, at {present}")


def redis(settings: Settings) -> Finding:
    """Look whether Redis is installed as an extra."""
    try:
        connect(settings.redis_url)
    except (RedisMissing, ValueError) as error:
        return Finding("redis", fine=False, says=str(error))
    return Finding("redis", fine=True, says="configured")


def pages() -> Finding:
    """Look whether the web pages were built."""
    missing = [
        name
        for name in ("desk/index.html", "widget/frame.html", "widget/loader.js")
        if not (STATIC / name).is_file()
    ]
    if missing:
        return Finding("pages", fine=False, says=f"{', '.join(missing)} missing: run `make web`")
    return Finding("pages", fine=True, says="built")
