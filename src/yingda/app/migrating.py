"""Bringing the database to this version's shape."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import make_url

from yingda.foundation.db import postgres_engine, sqlite_engine
from yingda.foundation.settings import Settings

FOLDER = Path(__file__).parent / "migrations"


def alembic_config(url: str) -> Config:
    """Return Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


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
    config = alembic_config(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
