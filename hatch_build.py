"""Hatchling's build hook: the wheel carries what the reader's browser needs, so make it first."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RuntimeHook(BuildHookInterface):  # type: ignore[type-arg]
    """Makes `plugins/livedemo_site/runtime/`, for a wheel and for an editable install alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before the files of the wheel are gathered."""
        sys.path[:0] = [str(Path(self.root) / room) for room in ("plugins", "export")]
        from livedemo_site.runtime_build import build

        build(say=self.app.display_info)
