"""Opening a database to copy all of it."""

from pathlib import Path

from sqlalchemy import Engine, make_url

from yingda.app.copying.refusals import Refused
from yingda.foundation.db import postgres_engine, sqlite_engine


def reading_from(url: str) -> Engine:
    """Return an engine that can change nothing; raises Refused when there is no such file."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return postgres_engine(address, 1, read_only=True)
    if not Path(address.database or "").exists():
        raise Refused("no_database", place=address.database)
    return sqlite_engine(address, begin="BEGIN", query_only=True)


def writing_to(url: str) -> Engine:
    """Return an engine for the one transaction that fills a database."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return sqlite_engine(address, begin="BEGIN IMMEDIATE")
    return postgres_engine(address, 1)
