"""How PostgreSQL is spoken to: engines for writing and reading, and what every session sets."""

from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

# Statements of many rows are one for each number of rows; all are kept prepared (see `bulk`).
PREPARED = 512

# A peer that is gone without a word is found within half a minute, by the client and by the server,
# whose locks would otherwise stand for hours.
REACHABLE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
EVERY_SESSION = {
    "plan_cache_mode": "force_generic_plan",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
# A process that was stopped in the middle of a transaction holds up nobody for longer than this.
WRITING = {"idle_in_transaction_session_timeout": "15s"}
READING = {
    "default_transaction_read_only": "on",
    "default_transaction_isolation": r"repeatable\ read",
}


# Whatever the server was set to meanwhile, nobody is told that something is stored before it
# is; what is stricter than usual stays as it is.
DURABLE = """
    SELECT set_config('synchronous_commit', CASE found WHEN 'off' THEN 'on' ELSE found END, false)
    FROM current_setting('synchronous_commit') AS found
"""

# The server said goodbye (restarted, told to, idle for too long in a transaction): the driver only
# finds out when it next uses the connection.
GOODBYES = ("57P", "08", "25P03")


def said_goodbye(error: BaseException) -> bool:
    """Tell whether the server ended the connection with this error of the driver."""
    return (getattr(error, "sqlstate", None) or "").startswith(GOODBYES)


def as_json(value: object) -> str:
    """Return compact JSON text."""
    return to_json(value).decode()


# Several columns of every message are JSON: pydantic's own writer and reader are many times faster.
JSON_IN_RUST: dict[str, Any] = {"json_serializer": as_json, "json_deserializer": from_json}


def session_options(settings: dict[str, str]) -> str:
    """Return the `options` parameter of a connection that sets these."""
    return " ".join(f"-c {name}={value}" for name, value in (EVERY_SESSION | settings).items())


def plain_url(url: URL) -> str:
    """Return the address as PostgreSQL's own client reads it, password included."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def postgres_engine(url: URL, size: int, *, read_only: bool = False) -> Engine:
    """Return an engine through psycopg; a reader's transaction sees one moment and changes nothing.

    Connections are not asked whether they still live before each use: who finds one dead tries
    again once (see `writer`).
    """
    options = session_options(READING if read_only else WRITING)
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=size,
        max_overflow=2,
        connect_args={"options": options, **REACHABLE},
        **JSON_IN_RUST,
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.prepared_max = PREPARED
        if not read_only:
            connection.autocommit = True
            connection.execute(DURABLE)
            connection.autocommit = False

    @event.listens_for(engine, "handle_error")
    def notice(context: Any) -> None:
        if said_goodbye(context.original_exception):
            context.is_disconnect = True

    return engine
