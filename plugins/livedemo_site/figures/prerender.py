"""Running demos at build time: the same code on the same model files as in the browser."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import json
import platform
import time
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import livedemo
from livedemo.demo import Demo, Frame
from livedemo.model import BaseModel
from livedemo_export.store import write

from livedemo_site.models.ort_model import OrtModel

PATIENCE = 600.0  # seconds that a demo may stream before it counts as one that never ends


class NeverEnds(Exception):
    """A demo that was still streaming after `PATIENCE`."""


class Prerender:
    """The last frame of a demo for given inputs, kept on disk under a key of all it depends on.

    Args:
        folder: where frames are kept from one build to the next.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def frame(
        self,
        demo: Demo,
        digest: str,
        inputs: Mapping[str, Any],
        models: Mapping[str, OrtModel],
        keys: Mapping[str, str],
    ) -> Frame:
        """Run ``demo`` to its end, or take what an earlier run gave.

        Args:
            digest: over the demo's own files.
            models, keys: its models by parameter, and a key for each of all it is made from.

        Raises:
            Exception: whatever the demo raises; `NeverEnds`.
        """
        kept = self._run(demo, digest, inputs, models, keys)
        return Frame(kept["html"], kept["state"])

    def graphs(
        self,
        demo: Demo,
        digest: str,
        inputs: Mapping[str, Any],
        models: Mapping[str, OrtModel],
        keys: Mapping[str, str],
    ) -> dict[str, list[str]]:
        """The graphs that such a run needs of each model; arguments and errors as for `frame`."""
        found: dict[str, list[str]] = self._run(demo, digest, inputs, models, keys)["graphs"]
        return found

    def _run(
        self,
        demo: Demo,
        digest: str,
        inputs: Mapping[str, Any],
        models: Mapping[str, OrtModel],
        keys: Mapping[str, str],
    ) -> dict[str, Any]:
        parts = {"demo": digest, "inputs": dict(inputs), "models": dict(keys), **_versions()}
        key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
        file = self.folder / f"{key}.json"
        try:
            kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            if kept.keys() >= {"html", "state", "graphs"}:
                return kept
        except (OSError, ValueError, AttributeError):
            pass
        for model in models.values():
            model.ran.clear()
        frame = asyncio.run(last_frame(demo, inputs, models))
        graphs = {parameter: list(model.ran) for parameter, model in models.items()}
        made = {"html": frame.html, "state": frame.state, "graphs": graphs}
        write(file, json.dumps(made).encode())
        return made


async def last_frame(
    demo: Demo, inputs: Mapping[str, Any], models: Mapping[str, BaseModel]
) -> Frame:
    """Run ``demo`` on ``inputs`` and give the last frame that it shows."""
    end = time.monotonic() + PATIENCE
    last: Frame | None = None
    async for frame in demo.run(inputs, models):
        last = frame
        if time.monotonic() > end:
            raise NeverEnds(f"it was still streaming after {PATIENCE:.0f} seconds")
    if last is None:
        raise ValueError("it showed nothing: yield at least once")
    return last


def _versions() -> dict[str, str]:
    """What else decides the HTML."""
    names = ("jinja2", "markupsafe", "onnxruntime")
    versions = {name: metadata.version(name) for name in names}
    return {**versions, "python": platform.python_version(), "livedemo": _source()}


@functools.cache
def _source() -> str:
    """A digest of the livedemo package that is running."""
    package = Path(livedemo.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
