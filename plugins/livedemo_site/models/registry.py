"""The models of a project: exported when first asked for, opened when first run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from livedemo_export.ensure import NoModel, Progress, Report, ensure
from livedemo_export.find import find_model
from livedemo_export.limit import LIMIT
from livedemo_export.manifest import Manifest
from livedemo_export.store import Store

from livedemo_site.diagnostics import Diagnostic
from livedemo_site.models.exports import Exports

if TYPE_CHECKING:
    from livedemo_site.models.ort_model import OrtModel


class Models:
    """Manifests by name; ``models[name]`` is ready to run.

    Attributes:
        errors: why a model that was asked for is not there.
        waiting: how far a model that was asked for is, where nobody waits for its export.
        exports: what exports in the background; None: who asks waits.
    """

    def __init__(self, root: Path, store: Store) -> None:
        self.root, self.store = root, store
        self.errors: dict[str, NoModel] = {}
        self.waiting: dict[str, Progress] = {}
        self.exports: Exports | None = None
        self.limit = LIMIT  # seconds of processor time for one model's build()
        self._manifests: dict[str, Manifest] = {}
        self._open: dict[str, OrtModel] = {}

    def refresh(self) -> None:
        """See what changed on disk when next asked."""
        self._manifests.clear()
        self.errors.clear()
        self.waiting.clear()

    def ensure(self, names: Iterable[str], progress: Report | None) -> Mapping[str, Manifest]:
        """The manifests of these models, exported where the store lacks them."""
        new = sorted(set(names) - self._manifests.keys() - self.errors.keys() - self.waiting.keys())
        if new and self.exports:
            self.exports.limit = self.limit
            state = self.exports.ensure(new)
            self._manifests.update(state.manifests)
            self.errors.update(state.errors)
            self.waiting.update(state.waiting)
        elif new:
            manifests, errors = ensure(self.root, new, progress=progress, limit=self.limit)
            self._manifests.update(manifests)
            self.errors.update(errors)
        return self._manifests

    def __getitem__(self, name: str) -> OrtModel:
        # A warm build runs no model, and spares the time that onnxruntime takes to start.
        from livedemo_site.models.ort_model import OrtModel

        manifest = self._manifests[name]
        model = self._open.get(name)
        if model is None or model.manifest.identity != manifest.identity:
            model = self._open[name] = OrtModel(self.store, manifest)
        return model


def fault(error: NoModel, root: Path, show: Callable[[Path], str], asked: Diagnostic) -> Diagnostic:
    """Why a model is not there: at its own line, one mistake however many figures need it.

    One that does not exist is a mistake where it is ``asked`` for. ``show`` makes a path one that
    the author knows.
    """
    at = asked
    if error.where:
        at = Diagnostic(show(error.where[0]), error.where[1], "")
    elif folder := find_model(root, error.name):
        at = Diagnostic(show(folder / "model.py"), 1, "")
    message = error.message.removeprefix(f"{at.place}: ").removesuffix(".")
    cause, _, choices = message.partition(". ")
    return replace(at, cause=f'model "{error.name}": {cause}', choices=choices and f"{choices}.")


def naming(demo: Path, model: str) -> int:
    """The line of a demo that names a model."""
    named = re.compile(rf"""["']{re.escape(model)}["']""")
    lines = demo.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((i for i, text in enumerate(lines, 1) if named.search(text)), 1)


def follows(origin: Diagnostic, what: str, here: Diagnostic) -> Diagnostic:
    """That ``what`` can't be shown ``here``, since ``origin`` is wrong."""
    if origin.place == here.place:
        return origin
    return replace(
        here, cause=f"{what}: {origin.place}: {origin.cause}", choices=origin.choices, origin=origin
    )
