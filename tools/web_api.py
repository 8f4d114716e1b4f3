"""Keeps the web client's types equal to the server: `web_api.py write` or `web_api.py check`."""

import difflib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import web_build

SCHEMA = web_build.ROOT / "web" / "packages" / "api" / "schema.d.ts"
GENERATOR = web_build.ROOT / "web" / "node_modules" / "openapi-typescript" / "bin" / "cli.js"


def generated() -> str:
    """Describe the server as it is now in TypeScript."""
    web_build.install()
    with tempfile.TemporaryDirectory() as folder:
        description, types = Path(folder, "openapi.json"), Path(folder, "schema.d.ts")
        with description.open("w", encoding="utf-8") as out:
            subprocess.run(
                [Path(sys.executable).parent / "yingda", "openapi"], stdout=out, check=True
            )
        _refuse_shared_names(description)
        subprocess.run(
            [web_build.node(), GENERATOR, description, "--output", types],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return types.read_text(encoding="utf-8")


def _refuse_shared_names(description: Path) -> None:
    """Two shapes of one name would be published under their modules' paths, which may move."""
    names = json.loads(description.read_text(encoding="utf-8"))["components"]["schemas"]
    if shared := sorted(name for name in names if name.startswith("yingda__")):
        sys.exit(f"Give each of these shapes a name of its own: {', '.join(shared)}")


def check() -> None:
    kept = SCHEMA.read_text(encoding="utf-8") if SCHEMA.exists() else ""
    new = generated()
    if new != kept:
        changes = difflib.unified_diff(kept.splitlines(), new.splitlines(), "kept", "now", n=1)
        print("\n".join(list(changes)[:60]))
        sys.exit("The server changed and the web client did not: run `make api` and commit.")
    print("api: the web client's types are those of the server")


def main() -> None:
    match sys.argv[1:]:
        case ["write"]:
            SCHEMA.write_text(generated(), encoding="utf-8")
        case ["check"]:
            check()
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
