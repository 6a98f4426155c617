"""The process that runs demos: reads requests line by line, answers in lines of JSON.

Started by `livedemo_site.runs.process`. It ends, whatever it does, when its standard input does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import queue
import signal
import sys
import tempfile
import threading
import zoneinfo
from collections.abc import Iterator, Mapping
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, TextIO

from livedemo.demo import Demo
from livedemo.loader import forget, load_demo
from livedemo_export.limit import limited
from livedemo_export.manifest import Manifest
from livedemo_export.store import Store

from livedemo_site.demos.discovery import one_line
from livedemo_site.demos.wheels import import_from
from livedemo_site.runs import world
from livedemo_site.runs.guard import Guard
from livedemo_site.runs.last import last_frame

if TYPE_CHECKING:
    from livedemo_site.models.ort_model import OrtModel


class Runner:
    """Runs demos for one project, each from a folder with what it ships.

    Args:
        store: where models are.
        trace: where it says at which line it was over its limit.
    """

    def __init__(self, store: Store, trace: Any, temporary: str) -> None:
        self.store, self.trace = store, trace
        self.guard = Guard(temporary)
        self.models: dict[str, OrtModel] = {}
        self.loaded: tuple[object, Demo] | None = None  # all demos are in packages of one name

    def answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """What a request asks for: a demo's description, or what it shows."""
        tree: str = request["tree"]
        wheels = {path: tuple(tops) for path, tops in request["wheels"]}
        models = {p: self._model(text) for p, text in request.get("models", {}).items()}
        import_from(request["wheels"])
        world.enter(request["other"])
        try:
            with limited(request["limit"], self.trace), self.guard.on(tree, wheels):
                demo = self._demo(request)
                answer = (
                    self._shown(demo, request, models)
                    if "inputs" in request
                    else {"described": describe(demo)}
                )
        except BaseException as error:
            answer = {"error": self._told(error, tree)}
        finally:
            world.enter(())
        if self.guard.refused:
            cause, choices, place = self.guard.refused[0]
            return {"error": {"cause": cause, "choices": choices, "place": place, "refused": True}}
        return answer

    def _demo(self, request: Mapping[str, Any]) -> Demo:
        name: str = request["name"]
        wanted = (name, request["tree"], request["other"])
        before, self.loaded = self.loaded, None
        if before is None or before[0] != wanted or request["fresh"]:
            forget(name, *request["shared"])
            before = wanted, load_demo(str(Path(request["tree"], "demos")), name)
        self.loaded = before
        return before[1]

    def _model(self, text: str) -> OrtModel:
        from livedemo_site.models.ort_model import OrtModel

        manifest = Manifest.read(text)
        model = self.models.get(manifest.model)
        if model is None or model.manifest.identity != manifest.identity:
            model = self.models[manifest.model] = OrtModel(self.store, manifest)
        return model

    def _shown(
        self, demo: Demo, request: Mapping[str, Any], models: Mapping[str, OrtModel]
    ) -> dict[str, Any]:
        for model in models.values():
            model.ran.clear()
        frame = asyncio.run(last_frame(demo, request["inputs"], models, request["most"]))
        graphs = {parameter: list(model.ran) for parameter, model in models.items()}
        return {"html": frame.html, "state": frame.state, "graphs": graphs}

    def _told(self, error: BaseException, tree: str) -> dict[str, Any]:
        place: tuple[str, int] | None = None
        if isinstance(error, SyntaxError) and error.filename and error.lineno:
            place = (error.filename, error.lineno)
        else:
            frames = [(f.f_code.co_filename, line) for f, line in walk_tb(error.__traceback__)]
            place = next((f for f in reversed(frames) if f[0].startswith(tree)), None)
        missing = error.filename if isinstance(error, FileNotFoundError) else None
        return {
            "cause": one_line(error).replace(f"{tree}{os.sep}", ""),
            "place": place,
            "kind": type(error).__name__,
            "missing": str(missing) if missing else None,
        }


def describe(demo: Demo) -> dict[str, str]:
    """What a demo says of itself, which has to be the same each time it is loaded."""
    told = {name: repr(getattr(demo, name)) for name in ("claim", "why", "limits", "listed")}
    for name, control in demo.controls.items():
        told[f"the control {name}"] = f"{control!r} = {demo.defaults[name]!r}"
    return told


def _requests(stream: TextIO) -> Iterator[dict[str, Any]]:
    """What standard input asks for, read by a thread that sees its end during a run too."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in stream:
            waiting.put(line)
        os._exit(0)  # nobody is left to hear an answer

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield json.loads(waiting.get())


def main() -> None:
    """Answer each line of standard input."""
    parser = argparse.ArgumentParser()
    parser.add_argument("store", type=Path)
    parser.add_argument("trace", type=Path)
    parser.add_argument("work", type=Path)
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who was asked to stop lets this process end
    # what a demo prints must not mix with the answers
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    requests = _requests(sys.stdin)
    empty, temporary = options.work / "empty", options.work / "tmp"
    for folder in (empty, temporary):
        folder.mkdir(parents=True, exist_ok=True)
    os.chdir(empty)
    sys.dont_write_bytecode = True
    tempfile.tempdir = str(temporary)
    zoneinfo.reset_tzpath(to=())  # a browser has no time zones' database
    with options.trace.open("w", encoding="utf-8") as trace:
        runner = Runner(Store(options.store), trace, str(temporary))
        world.load_from(str(options.work.parent))
        world.install()
        runner.guard.install()
        for request in requests:
            try:
                line = json.dumps(runner.answer(request))
            except Exception as error:  # a state that is no JSON
                line = json.dumps({"error": {"cause": one_line(error), "place": None}})
            print(line, file=answers, flush=True)


if __name__ == "__main__":
    main()
