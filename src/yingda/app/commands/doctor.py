"""`yingda doctor`: what is wrong here, and the remedy."""

import typer
from rich.console import Console
from rich.markup import escape

from yingda.app.doctor import examine
from yingda.foundation.words import say, terminal_language

console = Console()


def doctor() -> None:
    """Name what is wrong with the settings, the database or the web pages, and the remedy."""
    findings, language = examine(), terminal_language()
    for finding in findings:
        ok, wrong = say(language, "doctor.ok"), say(language, "doctor.wrong")
        mark = f"[green]{ok}[/]" if finding.fine else f"[red]{wrong}[/]"
        console.print(f"{mark}  {escape(finding.line(language))}")
    if not all(finding.fine for finding in findings):
        raise typer.Exit(1)
