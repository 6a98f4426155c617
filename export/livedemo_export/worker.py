"""The process that imports torch: reads requests line by line, answers in lines of JSON.

Started by `ensure`; one at a time for each job, so that torch is imported once for many models.
It ends, whatever it is doing, when its standard input does: with the process that started it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import queue
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from livedemo_export.build import Stage, build
from livedemo_export.ensure import WAITING
from livedemo_export.errors import ExportError, line_in, relative
from livedemo_export.key import key, packages
from livedemo_export.limit import limited
from livedemo_export.manifest import Manifest
from livedemo_export.reads import unchanged
from livedemo_export.store import Busy, Store, Unwritable, no_room

BUILD = "build"  # the stage in which model.py and its build() run


def main() -> None:
    """Export what each line of standard input asks for: ``{"folder": …, "wait": …}``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("trace", type=Path)
    parser.add_argument("limit", type=float)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    # what a model prints must not mix with the answers
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def answer(**fields: Any) -> None:
        print(json.dumps(fields), file=answers, flush=True)

    store = Store.open(options.root)
    trace = options.trace.open("w", encoding="utf-8")
    for request in _requests():
        folder = options.root / request["folder"]
        limits = contextlib.ExitStack()

        def stage(name: str, limits: contextlib.ExitStack = limits) -> None:
            limits.close()
            if name == BUILD:  # the only stage with code of the author's alone
                limits.enter_context(limited(options.limit, trace))
            answer(stage=name)

        try:
            _fresh(folder)
            manifest, made = settled(
                folder,
                store,
                stage,
                options.verbose,
                request["wait"],
            )
            answer(done=manifest.key, made=made)
        except Busy:
            answer(busy=True)
        except (Exception, SystemExit) as error:
            stop = error if isinstance(error, Unwritable) else no_room(error)
            if stop:
                answer(unwritable=[stop.folder, stop.reason])
            else:
                answer(error=failure(options.root, folder, error))
        finally:
            limits.close()


def _requests() -> Iterator[dict[str, Any]]:
    """What standard input asks for, read by a thread that sees its end during an export too."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            waiting.put(line)
        os._exit(0)  # nobody is left to hear an answer

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield json.loads(waiting.get())


def settled(
    folder: Path, store: Store, stage: Stage, verbose: bool, wait: bool
) -> tuple[Manifest, bool]:
    """Export and record; once more when a file changed meanwhile, as training does to weights.

    Also whether it was exported here: another build may have done so first. `Busy` while one
    does, unless told to ``wait`` for it.
    """
    for _ in range(2):
        before = key(folder)
        with _claimed(store, before, stage, wait):
            if (there := store.get(before)) and unchanged(folder, there.reads):
                return there, False
            manifest = build(folder, before, store.put, stage, verbose)
            if key(folder) == before and unchanged(folder, manifest.reads):
                store.record(manifest)
                return manifest, True
    raise ExportError("its files change while it is exported; build again when they rest")


@contextlib.contextmanager
def _claimed(store: Store, key: str, stage: Stage, wait: bool) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(store.claim(key, wait=False))
        except Busy:
            if not wait:
                raise
            stage(WAITING)
            stack.enter_context(store.claim(key, wait=True))
        yield


def failure(root: Path, folder: Path, error: BaseException) -> dict[str, Any]:
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


def _fresh(folder: Path) -> None:
    """Undo what an earlier model may have left: torch's global state, what shared code has read."""
    shared = {package.name for package in packages(folder)}
    for name in [name for name in sys.modules if name.partition(".")[0] in shared]:
        del sys.modules[name]
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)
        with contextlib.suppress(AttributeError):
            torch._dynamo.reset()


if __name__ == "__main__":
    main()
