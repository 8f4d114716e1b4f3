"""The settings a command runs with; what is wrong with them is said in a line."""

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from yingda.foundation.settings import Settings

WRONG = 2
console = Console(soft_wrap=True)


def given_settings() -> Settings:
    """Return the settings, or end naming each that is wrong; their values are not shown."""
    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            why = problem["msg"].removeprefix("Value error, ")
            console.print(f"[red]YINGDA_{name}[/]: {escape(why)}")
        raise typer.Exit(WRONG) from None
