"""`yingda suggestions`: how each way of guessing did, from stored facts."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from yingda.app.commands.settings import given_settings
from yingda.app.commands.starting import prepare
from yingda.app.wiring import runtime_for
from yingda.foundation.clock import DAY
from yingda.foundation.db import Tx
from yingda.foundation.settings import Settings
from yingda.foundation.words import say, terminal_language
from yingda.helpcenter.results import figures
from yingda.helpcenter.schemas import SuggestionFigures
from yingda.merchants.models import Merchant

console = Console()
COLUMNS = ("method", "shown", "clicks", "rate", "settled", "recall")


def suggestions(
    days: Annotated[int, typer.Option(min=1, max=90, help="How many days back.")] = 28,
) -> None:
    """Print, by shop and method: shown, clicked, settled without a person, recall at five."""
    settings = given_settings()
    prepare(settings)
    for name, found in asyncio.run(_figures(settings, days)):
        console.print(_table(name, found))


async def _figures(settings: Settings, days: int) -> list[tuple[str, SuggestionFigures]]:
    db = runtime_for(settings).db
    db.start()
    try:
        found: list[tuple[str, SuggestionFigures]] = await db.read(_of_all, days)
    finally:
        db.stop()
    return found


def _of_all(tx: Tx, days: int) -> list[tuple[str, SuggestionFigures]]:
    since = tx.now - days * DAY
    shops = tx.session.scalars(select(Merchant).order_by(Merchant.created_at)).all()
    return [(shop.name, figures(tx, shop.id, since, tx.now)) for shop in shops]


def _table(name: str, found: SuggestionFigures) -> Table:
    language = terminal_language()
    days = max(1, round((found.until - found.since) / DAY))
    table = Table(title=say(language, "suggestions.title", shop=name, days=days))
    for column in COLUMNS:
        table.add_column(say(language, f"suggestions.{column}"))
    for one in found.methods:
        table.add_row(
            say(language, f"suggestions.methods.{one.method}"),
            str(one.exposures),
            str(one.clicks),
            _share(one.clicks, one.exposures),
            _share(one.settled, one.settled_of),
            _share(one.recalled, one.recalled_of),
        )
    return table


def _share(part: int, of: int) -> str:
    return f"{100 * part / of:.1f}% ({part}/{of})" if of else "–"
