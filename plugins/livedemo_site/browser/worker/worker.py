"""The Python half of the page's worker: runs demos as asyncio tasks on models in JavaScript.

Tensors cross as buffers: ``to_js`` of a memoryview is one copy, and so is ``to_py`` of a typed
array. Everything small (names, shapes, inputs, state) crosses as JSON, cheaper than proxies.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from livedemo.demo import Demo, InputError
from livedemo.loader import forget, load_demo, look_again
from livedemo.model import BaseModel, ModelError
from livedemo.tensor import Tensor
from pyodide.ffi import JsException, to_js


class Kept:
    """A tensor that stayed in the backend; its memory there is freed with this object."""

    def __init__(self, tensor: Any) -> None:
        self.tensor = tensor

    def __del__(self) -> None:
        self.tensor.dispose()


class JsModel(BaseModel):
    """A model whose graphs run in onnxruntime-web."""

    def __init__(self, spec: Mapping[str, Any], assets: Mapping[str, bytes], backend: str) -> None:
        super().__init__(spec, assets)
        self.backend = backend

    async def run_graph(
        self,
        graph: str,
        feeds: dict[str, Tensor],
        outputs: list[str],
        keep: list[str],
    ) -> dict[str, Tensor]:
        """Run ``graph``; see `BaseModel`. Raises `ModelError` with the backend's own message."""
        header = [(name, feed.dtype, list(feed.shape)) for name, feed in feeds.items()]
        call = json.dumps({"feeds": header, "outputs": outputs, "keep": keep})
        data = to_js([_data(feed) for feed in feeds.values()])
        try:
            result = await _bridge.run(self.name, graph, self.backend, call, data)
        except JsException as error:
            raise ModelError(f"model {self.name}, graph {graph}: {error}") from None
        return {
            name: _tensor(dtype, shape, result[1 + i], kept=name not in outputs)
            for i, (name, dtype, shape) in enumerate(json.loads(result[0]))
        }

    async def read(self, tensor: Tensor) -> Tensor:
        """See `BaseModel`."""
        if not isinstance(tensor.handle, Kept):
            return tensor
        data = await _bridge.read(tensor.handle.tensor)
        return Tensor(tensor.dtype, tensor.shape, data.to_py())

    async def settle(self, tensor: Tensor) -> None:
        """See `BaseModel`."""
        if isinstance(tensor.handle, Kept):
            await _bridge.settle(tensor.handle.tensor)


def _data(tensor: Tensor) -> Any:
    if isinstance(tensor.handle, Kept):
        return tensor.handle.tensor
    return tensor.data.cast("B") if tensor.data.nbytes else memoryview(b"")


def _tensor(dtype: str, shape: Sequence[int], data: Any, *, kept: bool) -> Tensor:
    return Tensor(dtype, shape, handle=Kept(data)) if kept else Tensor(dtype, shape, data.to_py())


_FOLDER = "/demos"  # real files: a demo reads its own as it does at build time
_archive = ""
_bridge: Any = None
_demos: dict[str, Demo] = {}
_edits: dict[str, Mapping[str, str]] = {}  # the texts of a demo's files that are not as they were
_models: dict[tuple[str, str], JsModel] = {}
_assets: dict[str, dict[str, bytes]] = {}
_tasks: dict[int, asyncio.Task[None]] = {}


def open(archive: str, bridge: Any) -> None:
    """Say which archive has the demos, and which JavaScript functions run graphs, take frames."""
    global _archive, _bridge
    _archive, _bridge = archive, bridge
    sys.dont_write_bytecode = True  # it would be thrown away with the page


def _unpack(name: str) -> None:
    """Put the files of a demo, and those that demos share, into the file system."""
    with ZipFile(_archive) as archive:
        inside = [file for file in archive.namelist() if file.startswith("demos/")]
        parted = [file.split("/")[1:] for file in inside]
        demos = {folder for folder, *file in parted if file == ["demo.py"]}
        for file, (top, *_) in zip(inside, parted, strict=True):
            if top == name or top not in demos:
                archive.extract(file, "/")
    look_again()


def _demo(name: str, edits: Mapping[str, str]) -> Demo:
    """The demo, some of its files with other texts."""
    if name not in _demos or edits != _edits.get(name, {}):
        _demos.pop(name, None)
        _unpack(name)
        for file, text in edits.items():
            Path(_FOLDER, name, file).write_text(text, "utf-8")
        forget(name)
        _edits[name] = edits
        _demos[name] = load_demo(_FOLDER, name)
    return _demos[name]


def start(
    id: int, name: str, inputs: str, state: str, load: float, models: Any, edits: str = "{}"
) -> None:
    """Run a demo as a task of its own; ``inputs``, ``state`` and ``edits`` are JSON."""
    named = {entry.parameter: _model(entry) for entry in models}
    changed = json.loads(edits)
    run = _run(id, name, json.loads(inputs), json.loads(state) or {}, load, named, changed)
    _tasks[id] = asyncio.ensure_future(run)
    _tasks[id].add_done_callback(lambda _: _tasks.pop(id, None))


def cancel(id: int) -> None:
    """End a run; nothing more comes from it."""
    if id in _tasks:
        _tasks[id].cancel()


def give(model: str, assets: Any) -> None:
    """Take the other files of a model, by their names; it needs them before it is run."""
    _assets[model] = {name: file.to_bytes() for name, file in assets.object_entries()}


async def rest(models: Any) -> None:
    """Keep what was trained of all models but these apart from their sessions, which are to end."""
    if training := sys.modules.get("livedemo.training"):
        await training.Trainer.rest(set(models))


def keep(demos: Any, models: Any) -> None:
    """Forget all demos and models but these; a run that is on keeps what it has."""
    for name in _demos.keys() - set(demos):
        del _demos[name]
        forget(name)
    kept = set(models)
    for key in [key for key in _models if key[0] not in kept]:
        del _models[key]
    for model in _assets.keys() - kept:
        del _assets[model]
    gc.collect()


def _model(entry: Any) -> JsModel:
    """The model of one parameter, kept from run to run."""
    key = (entry.spec.model, entry.backend)
    if key not in _models:
        _models[key] = JsModel(entry.spec.to_py(), _assets.get(key[0], {}), entry.backend)
    return _models[key]


async def _run(
    id: int,
    name: str,
    inputs: Mapping[str, object],
    state: Mapping[str, Any],
    load: float,
    models: Mapping[str, JsModel],
    edits: Mapping[str, str],
) -> None:
    backend = next((m.backend for m in models.values() if m.backend != "python"), "python")
    kept = "{}"
    began = time.perf_counter()

    def send(html: str | None, done: bool) -> Any:
        ms = 1000 * (time.perf_counter() - began)
        return _bridge.frame(id, html, kept, done, ms, load, backend)

    try:
        demo = _demo(name, edits)
        async with aclosing(demo.run(inputs, models, state)) as frames:
            async for frame in frames:
                kept = json.dumps(frame.state)
                shown = send(frame.html, not demo.streams)
                if demo.streams:
                    waited = time.perf_counter()
                    await shown
                    began += time.perf_counter() - waited  # the screen's time is not the demo's
        if demo.streams:
            send(None, True)
    except InputError as error:
        _bridge.fail(id, "input", _sentence(str(error)), "")
    except ModelError as error:
        _bridge.fail(id, "demo", "model", _detail(error))
    except MemoryError as error:
        _bridge.fail(id, "memory", "full", _detail(error))
    except Exception as error:
        _bridge.fail(id, "demo", "error", _detail(error))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _detail(error: BaseException) -> str:
    """The traceback from the demo's own first line on, with paths as its author knows them."""
    trace = error.__traceback__
    while trace and not trace.tb_frame.f_code.co_filename.startswith(_FOLDER):
        trace = trace.tb_next
    text = "".join(traceback.format_exception(error.with_traceback(trace or error.__traceback__)))
    return text.replace(f"{_FOLDER}/", "demos/")
