"""The command line: serve, migrate, import, replay, doctor."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from yingda.app.commands.import_knowledge import import_knowledge
from yingda.app.commands.keeping import backup, restore
from yingda.app.commands.moving import From, To, move_shop
from yingda.app.commands.replay import replay
from yingda.app.commands.settings import given_settings
from yingda.app.commands.starting import NoWork, prepare, refuse_alone, refuse_taken, tell
from yingda.app.commands.upgrade import upgrade
from yingda.app.logs import configure_logging
from yingda.foundation.settings import Settings
from yingda.foundation.words import say, terminal_language

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Yingda 应答: customer service.")
imports = typer.Typer(no_args_is_help=True, help="Bring in what you already have.")
app.add_typer(imports, name="import")
app.command("replay")(replay)
app.command("backup")(backup)
app.command("restore")(restore)
app.command("upgrade")(upgrade)
imports.command("knowledge")(import_knowledge)
console = Console()


@app.command()
def serve(*, no_work: NoWork = False) -> None:
    """Run everything in one process; beside others, on PostgreSQL."""
    settings = given_settings()
    run(settings.model_copy(update={"work": False}) if no_work else settings)


@app.command()
def worker() -> None:
    """Do reactions, timers and the watchdog beside any number of `yingda serve`."""
    from yingda.app.working import run_worker

    settings = given_settings()
    configure_logging(settings)
    refuse_alone(settings)
    if settings.worker_port:
        refuse_taken(settings.host, settings.worker_port, "YINGDA_WORKER_PORT")
    prepare(settings)
    tell("working")
    run_worker(settings)


@app.command()
def demo(
    *,
    serve_too: Annotated[bool, typer.Option("--serve", help="Start serving afterwards.")] = False,
) -> None:
    """Load the demo shop; with --serve, start it."""
    from yingda.app.demo.opening import load_once

    settings = given_settings().model_copy(update={"demo": True})
    configure_logging(settings)
    prepare(settings)
    shop = asyncio.run(load_once(settings))
    announce(settings, None)
    for account in shop.accounts:
        console.print(f"  {account.account:8} {account.password}  {account.role:15} {account.name}")
    if serve_too:
        from yingda.app.serving import serve_app

        serve_app(settings)


@app.command()
def migrate(*, source: From = "", target: To = "") -> None:
    """Bring the database to this version's shape; with --from and --to, move a shop."""
    if source or target:
        move_shop(source, target)
        return
    prepare(given_settings())
    console.print("The database is up to date.")


@app.command()
def doctor() -> None:
    """Name what is wrong with the settings, the database or the web pages, and the remedy."""
    from yingda.app.doctor import examine

    findings, language = examine(), terminal_language()
    for finding in findings:
        ok, wrong = say(language, "doctor.ok"), say(language, "doctor.wrong")
        mark = f"[green]{ok}[/]" if finding.fine else f"[red]{wrong}[/]"
        console.print(f"{mark}  {escape(finding.line(language))}")
    if not all(finding.fine for finding in findings):
        raise typer.Exit(1)


@app.command()
def openapi(file: Annotated[Path | None, typer.Option(help="Write here.")] = None) -> None:
    """Print the description of the HTTP API (OpenAPI 3.1)."""
    from yingda.app.asgi import create_app

    description = json.dumps(create_app(Settings()).openapi(), indent=1, ensure_ascii=False)
    if file is None:
        typer.echo(description)
    else:
        file.write_text(description + "\n")


def run(settings: Settings) -> None:
    """Migrate, then serve until told to stop."""
    from yingda.app.serving import serve_app
    from yingda.app.setting_up import owner_link

    configure_logging(settings)
    refuse_taken(settings.host, settings.port, "YINGDA_PORT")
    prepare(settings)
    announce(settings, asyncio.run(owner_link(settings)))
    serve_app(settings)


def announce(settings: Settings, link: str | None) -> None:
    """Say where everything is."""
    console.print(f"[bold]Yingda 应答[/]  {settings.address}/desk/")
    if settings.demo:
        console.print(f"Demo shop    {settings.address}/shop")
    if link is not None:
        console.print(f"First owner  {link}", soft_wrap=True)


if __name__ == "__main__":
    app()
