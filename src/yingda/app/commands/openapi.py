"""`yingda openapi`: the description of the HTTP API."""

import json
from pathlib import Path
from typing import Annotated

import typer

from yingda.app.asgi import create_app
from yingda.foundation.settings import Settings


def openapi(file: Annotated[Path | None, typer.Option(help="Write here.")] = None) -> None:
    """Print the description of the HTTP API (OpenAPI 3.1)."""
    description = json.dumps(create_app(Settings()).openapi(), indent=1, ensure_ascii=False)
    if file is None:
        typer.echo(description)
    else:
        file.write_text(description + "\n")
