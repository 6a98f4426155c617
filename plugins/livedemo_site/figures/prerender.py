"""Running demos at build time: the same code on the same model files as in the browser.

What a run gave is kept on disk under a key of all it depends on; a build in which nothing changed
runs nothing and opens no model.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
import json
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import livedemo
from livedemo.demo import Demo, Frame
from livedemo.model import BaseModel
from livedemo_export.digest import digest as combined
from livedemo_export.store import Store, Unwritable, mark, write

from livedemo_site.figures import listed
from livedemo_site.figures.awaited import awaited

if TYPE_CHECKING:  # it needs onnxruntime, and a warm build does not
    from livedemo_site.models.ort_model import OrtModel

PATIENCE = 600.0  # seconds that a demo may stream before it counts as one that never ends


class NeverEnds(Exception):
    """A demo that was still streaming after `PATIENCE`."""


class Prerender:
    """What demos show for given inputs.

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
        keys: Mapping[str, str],
        models: Callable[[], Mapping[str, OrtModel]],
    ) -> Frame:
        """The last frame of ``demo``, from a run of it or from an earlier one.

        Args:
            digest: over the demo's own files.
            keys: for each of its models, by parameter, a key of all it is made from.
            models: opens them.

        Raises:
            Exception: whatever the demo raises; `NeverEnds`; `Unwritable` where it can't be kept.
        """
        kept = self._run(demo, digest, inputs, keys, models)
        return Frame(kept["html"], kept["state"])

    def graphs(
        self,
        demo: Demo,
        digest: str,
        inputs: Mapping[str, Any],
        keys: Mapping[str, str],
        models: Callable[[], Mapping[str, OrtModel]],
    ) -> Mapping[str, Sequence[str]]:
        """The graphs that such a run needs of each model; arguments and errors as for `frame`."""
        found: dict[str, list[str]] = self._run(demo, digest, inputs, keys, models)["graphs"]
        return found

    def _run(
        self,
        demo: Demo,
        digest: str,
        inputs: Mapping[str, Any],
        keys: Mapping[str, str],
        models: Callable[[], Mapping[str, OrtModel]],
    ) -> dict[str, Any]:
        file = self._file(digest, inputs, keys)
        try:
            kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            if kept.keys() >= {"html", "state", "graphs"}:
                mark(file)
                return kept
        except (OSError, ValueError, AttributeError):
            pass
        opened = models()
        for model in opened.values():
            model.ran.clear()
        frame = asyncio.run(last_frame(demo, inputs, opened))
        graphs = {parameter: list(model.ran) for parameter, model in opened.items()}
        made = {"html": frame.html, "state": frame.state, "graphs": graphs}
        self._keep(file, made)
        return made

    def listing(
        self,
        digest: str,
        inputs: Mapping[str, Any],
        keys: Mapping[str, str],
        store: Store,
        make: Callable[[], bytes | None],
    ) -> str:
        """The digest in ``store`` of the file of a figure's listed states, "" where it has none.

        Args:
            digest, inputs, keys: as for `frame`; the inputs are those that the page shows.
            make: makes the file; all that it raises is passed on.
        """
        file = self._file(digest, inputs, keys, listing=_sources(Path(listed.__file__)))
        try:
            kept = str(json.loads(file.read_text(encoding="utf-8"))["listing"])
            mark(file)
            if not kept or store.used(store.path(kept)):
                return kept
        except (OSError, ValueError, KeyError):
            pass
        data = make()
        made = store.put(data) if data else ""
        self._keep(file, {"listing": made})
        return made

    def _keep(self, file: Path, content: Mapping[str, Any]) -> None:
        try:
            write(file, json.dumps(content).encode())
        except OSError as error:
            raise Unwritable(self.folder.parent, error.strerror or str(error)) from error

    def _file(
        self, digest: str, inputs: Mapping[str, Any], keys: Mapping[str, str], **more: str
    ) -> Path:
        parts = {
            "demo": digest,
            "inputs": dict(inputs),
            "models": dict(keys),
            **_versions(),
            **more,
        }
        key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
        return self.folder / f"{key}.json"


async def last_frame(
    demo: Demo, inputs: Mapping[str, Any], models: Mapping[str, BaseModel]
) -> Frame:
    """Run ``demo`` on ``inputs`` and give the last frame that it shows."""
    end = time.monotonic() + PATIENCE
    last: Frame | None = None
    with awaited():
        async for frame in demo.run(inputs, models):
            last = frame
            if time.monotonic() > end:
                raise NeverEnds(f"it was still streaming after {PATIENCE:.0f} seconds")
    if last is None:
        raise ValueError("it showed nothing: yield at least once")
    return last


@functools.cache
def _versions() -> Mapping[str, str]:
    """What else decides the HTML. Nothing here changes while Python runs."""
    names = ("jinja2", "markupsafe", "onnxruntime")
    versions = {name: metadata.version(name) for name in names}
    return {
        **versions,
        "python": platform.python_version(),
        "livedemo": _sources(Path(livedemo.__file__).parent),
    }


@functools.cache
def _sources(source: Path) -> str:
    """A digest of a module, or of all files of a package that decide what is rendered."""
    files = sorted(source.rglob("*")) if source.is_dir() else [source]
    kept = (path for path in files if path.suffix in {".py", ".html"})
    return combined((path.relative_to(source).as_posix(), path.read_bytes()) for path in kept)
