"""Bringing the database to this version's shape."""

from pathlib import Path

from sqlalchemy import Connection, inspect, make_url, text

from yingda.foundation.db import postgres_engine, sqlite_engine
from yingda.foundation.settings import Settings

LOCK_SECONDS = 2
FOLDER = Path(__file__).parent / "migrations"


class NewerDatabase(Exception):
    """The database has the shape of a newer version; this one would not understand it."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(found, known)
        self.found, self.known = found, known


def newest_revision() -> str:
    """Return the revision of this version; the files are numbered, and named by their number."""
    return max(file.name.split("_")[0] for file in (FOLDER / "versions").glob("[0-9]*.py"))


def present_revision(connection: Connection) -> str | None:
    """Return the revision the database is at, or None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def migrate(settings: Settings) -> None:
    """Upgrade the database to the newest revision; does nothing when it is there already."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrate_url(settings.store_url)


def migrate_url(url: str) -> None:
    """Upgrade the database behind a URL."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        engine = sqlite_engine(address, begin="BEGIN IMMEDIATE")
    else:
        engine = postgres_engine(address, 1)
    try:
        with engine.begin() as connection:
            if address.get_backend_name() != "sqlite":
                # Several processes may start at once.
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('yingda migrate'))"))
            present, newest = present_revision(connection), newest_revision()
            if present is not None and present > newest:
                raise NewerDatabase(present, newest)
            if present != newest:
                upgrade(connection)
    finally:
        engine.dispose()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations that are missing up to a revision, in the given transaction."""
    # Imported only when there is something to do: every start would pay for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    if connection.dialect.name == "postgresql":
        # Who waits for a lock makes everybody behind it wait: rather give up and be run again.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
    command.upgrade(config, revision)
