"""Settings, from the environment (`YINGDA_…`) and from `yingda.toml` beside the data."""

import os
import secrets
from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from yingda.foundation.limits import parse

LEAST_SECRET = 32
SECRET_FILE = "secret.key"  # noqa: S105 - the name of the file, not the secret


class Keeping(BaseModel):
    """For how many days what was said is kept; None is for ever."""

    model_config = ConfigDict(extra="forbid")

    conversations_days: int | None = Field(None, ge=1)
    files_days: int | None = Field(None, ge=1)


class Retention(Keeping):
    """The same for the whole installation, with what differs for a tenant by its id."""

    leftovers_days: int | None = Field(None, ge=1)
    """For how many days failed work stays on the dead list."""

    tenants: dict[str, Keeping] = {}

    def for_tenant(self, tenant_id: str) -> Keeping:
        """Return what holds for a tenant."""
        return self.tenants.get(tenant_id, self)


class Settings(BaseSettings):
    """Everything an operator can set; the defaults run a complete product on one machine."""

    model_config = SettingsConfigDict(
        env_prefix="YINGDA_",
        toml_file=os.environ.get("YINGDA_CONFIG", "yingda.toml"),
        extra="forbid",
    )

    host: str = "127.0.0.1"
    port: int = Field(8400, ge=0, le=65535)
    public_url: str = ""
    """The address people use, such as https://support.example.com; derived when empty."""

    data_dir: Path = Path("var")
    database_url: str = ""
    """sqlite:///… or postgresql://…; empty is a SQLite file in `data_dir`."""

    redis_url: str = ""
    work: bool = True
    """Whether this process does reactions and timers too, or leaves them to `yingda worker`."""

    worker_port: int = Field(0, ge=0, le=65535)
    """Where `yingda worker` tells its health and metrics, on the same `host`; 0 is nowhere."""

    demo: bool = False
    secret: str = ""
    """Signs visitor tokens and seals identity secrets; empty is a random one in `data_dir`."""

    trusted_proxies: str = "127.0.0.1"
    frame_ancestors: str = "*"
    """Sites that may embed the widget, as in the CSP header."""

    visitor_message_limit: str = "60/minute"
    """How fast one visitor may write."""

    visitor_start_limit: str = "120/minute"
    """How often widgets may begin from one address."""

    upload_limit_mb: int = Field(20, ge=1, le=512)
    writer_max_batch: int = Field(512, ge=1, le=5000)
    retention: Retention = Retention()
    """How long things are kept; everything, unless something is said."""

    webhook_http: bool = False
    """Whether webhooks may go out over plain http."""

    webhook_internal: str = ""
    """Internal networks that webhooks may reach, such as "10.1.0.0/16, 127.0.0.1"."""

    model_internal: str = ""
    """Internal networks in which a language model may be asked, such as "127.0.0.1"."""

    metrics_token: str = ""
    """Who reads /metrics must know it; empty opens them to this machine alone."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("visitor_message_limit", "visitor_start_limit")
    @classmethod
    def readable_limit(cls, rule: str) -> str:
        """Refuse a limit nobody could keep."""
        parse(rule)
        return rule

    @field_validator("database_url")
    @classmethod
    def known_engine(cls, url: str) -> str:
        """Refuse an engine that is not supported, by name."""
        if url and not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            message = "database_url must start with sqlite:/// or postgresql://"
            raise ValueError(message)
        try:
            make_url(url or "sqlite://")
        except (ValueError, ArgumentError):
            # What the library says may quote the password.
            message = "database_url must look like postgresql://NAME:PASSWORD@HOST:PORT/DATABASE, "
            message += "with every special character of the password as %XX"
            raise ValueError(message) from None
        return url

    @field_validator("webhook_internal", "model_internal")
    @classmethod
    def networks(cls, listed: str) -> str:
        """Refuse what is not a list of networks: it would silently allow nothing."""
        for one in filter(None, (part.strip() for part in listed.split(","))):
            ip_network(one)
        return listed

    @field_validator("secret")
    @classmethod
    def long_enough(cls, secret: str) -> str:
        """Refuse a secret that could be guessed, and with it every visitor's token."""
        if secret and len(secret) < LEAST_SECRET:
            message = f"secret must have at least {LEAST_SECRET} characters, or be left empty"
            raise ValueError(message)
        return secret

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file; there are no other sources."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def store_url(self) -> str:
        """Return the database URL that is really used."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'yingda.db'}"

    @property
    def address(self) -> str:
        """Return the address to show to people."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    def signing_secret(self) -> bytes:
        """Return the secret; the first start writes one that only this user can read."""
        if self.secret:
            return self.secret.encode()
        path = self.data_dir / SECRET_FILE
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
        return path.read_text().encode()
