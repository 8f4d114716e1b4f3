"""The command line. A command's module is loaded when the command is asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS = {
    "serve": "serving:serve",
    "worker": "working:worker",
    "demo": "demo:demo",
    "migrate": "moving:migrate",
    "upgrade": "upgrade:upgrade",
    "backup": "keeping:backup",
    "restore": "keeping:restore",
    "doctor": "doctor:doctor",
    "import": "import_knowledge:imports",
    "replay": "replay:replay",
    "suggestions": "suggestions:suggestions",
    "bot": "bot:bot",
    "openapi": "openapi:openapi",
}
"""Each command's module in `yingda.app.commands`, and its name there."""


class OnDemand(TyperGroup):
    """The commands: who asks the doctor does not wait for all that serving needs."""

    # The library's own context class is private to it: the public one stands for it.
    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Name every command, as help shows them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> object:  # type: ignore[override]
        """Load a command; None when there is none of this name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(f"yingda.app.commands.{module}"), name)
        command = typer.main.get_command(found if isinstance(found, typer.Typer) else alone(found))
        command.name = cmd_name
        return command


def alone(function: Callable[..., Any]) -> typer.Typer:
    """Return a command line of one command."""
    line = typer.Typer(add_completion=False)
    line.command()(function)
    return line


app = typer.Typer(cls=OnDemand, no_args_is_help=True, add_completion=False)


@app.callback()
def yingda() -> None:
    """Yingda 应答: customer service."""


if __name__ == "__main__":
    app()
