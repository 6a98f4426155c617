"""The process that imports torch: reads model names line by line, answers in lines of JSON.

Started by `ensure`; one at a time for each job, so that torch is imported once for many models.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from livedemo_export.build import Stage, build
from livedemo_export.errors import ExportError, line_in, relative
from livedemo_export.key import key
from livedemo_export.manifest import Manifest
from livedemo_export.store import Store


def main() -> None:
    """Export each model named on standard input until it ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    # what a model prints must not mix with the answers
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def answer(**fields: Any) -> None:
        print(json.dumps(fields), file=answers, flush=True)

    for line in sys.stdin:
        folder = options.root / line.strip()
        try:
            _fresh()
            manifest = settled(
                folder,
                Store.open(options.root),
                lambda stage: answer(stage=stage),
                options.verbose,
            )
            answer(done=manifest.key)
        except Exception as error:
            answer(error=failure(options.root, folder, error))


def settled(folder: Path, store: Store, stage: Stage, verbose: bool) -> Manifest:
    """Export and record; once more when a file changed meanwhile, as training does to weights."""
    for _ in range(2):
        before = key(folder)
        manifest = build(folder, before, store, stage, verbose)
        if key(folder) == before:
            store.record(manifest)
            return manifest
    raise ExportError("its files change while it is exported; build again when they rest")


def failure(root: Path, folder: Path, error: Exception) -> dict[str, Any]:
    """An exception as JSON: message, where, details."""
    if isinstance(error, ExportError):
        message, where = error.message, error.where
    else:
        message, where = f"{type(error).__name__}: {error}", line_in(folder, error)
    place = [str(where[0]), where[1]] if where else None
    prefix = f"{where[0]}:{where[1]}: " if where else ""
    return {
        "message": relative(prefix + message, root),
        "where": place,
        "details": relative("".join(traceback.format_exception(error)), root),
    }


def _fresh() -> None:
    """Undo what an earlier model may have left in torch's global state."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)
        with contextlib.suppress(AttributeError):
            torch._dynamo.reset()


if __name__ == "__main__":
    main()
