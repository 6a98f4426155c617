"""Torch's own answers as files, for runtimes that Python can't call: a page fetches and compares.

``index.json``: ``{model, graphs: {name: {examples: [example]}}, held_out: {graph, output, top1,
cosine, examples: [judged]} | null}``. An example is ``{sizes: {axis: length}, inputs: {name:
tensor}, outputs: {name: answer}}``. An answer is a tensor, torch's in float64 where that runs, with
``row`` and ``allowed``: the numbers in a row, and for each row how far a number may be off; or, for
whole numbers and truth values, with ``other``: a second tensor, of float32, which is as right. A
judged one has in place of outputs either ``best``, the int32 tensor of the most likely choice at
each position, to be compared with the argmax over the last axis of ``output``; or, where ``cosine``
isn't null, ``vectors``, each to be compared with its own along that axis. A tensor is
``{file, dtype, shape}``: raw little-endian values, a byte for each bool.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from livedemo_export.cases import Arrays, cases
from livedemo_export.check import Expected, expected
from livedemo_export.load import load
from livedemo_export.pipeline import held_out
from livedemo_export.spec import Quantise, Tolerance


def write_reference(folder: Path, out: Path) -> Path:
    """Run the model in ``folder`` in torch at all its examples; returns ``out/index.json``."""
    model = load(folder)
    out.mkdir(parents=True, exist_ok=True)
    graphs: dict[str, Any] = {}
    for name, graph in model.graphs.items():
        known = expected(graph, cases(graph, model.axes))
        tolerance = graph.tolerance or model.tolerance
        examples = [_example(out, f"{name}.{i}", one, tolerance) for i, one in enumerate(known)]
        graphs[name] = {"examples": examples}
    held: dict[str, Any] | None = None
    if (quantise := model.quantise) is not None:
        held = {
            "graph": quantise.graph,
            "output": quantise.output,
            "top1": quantise.top1,
            "cosine": quantise.cosine,
            "examples": [
                _judged(out, f"held_out.{i}", one, quantise)
                for i, one in enumerate(held_out(model, quantise))
            ],
        }
    index = out / "index.json"
    plain = {"model": folder.name, "graphs": graphs, "held_out": held}
    index.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")
    return index


def _example(out: Path, stem: str, one: Expected, tolerance: Tolerance | None) -> dict[str, Any]:
    answers = {name: one.known(name).astype(own.dtype) for name, own in one.outputs.items()}
    described = _tensors(out, f"{stem}.out", answers)
    for name, own in one.outputs.items():
        if own.dtype.kind == "f":
            row, allowed = one.room(name, tolerance)
            described[name]["row"] = row
            more = {"allowed": allowed.astype("float32")}
        else:
            more = {"other": own}
        described[name] |= _tensors(out, f"{stem}.out.{name}", more)
    return {
        "sizes": one.case.sizes,
        "inputs": _tensors(out, f"{stem}.in", one.case.arrays()),
        "outputs": described,
    }


def _judged(out: Path, stem: str, one: Expected, quantise: Quantise) -> dict[str, Any]:
    known = one.outputs[quantise.output]
    if quantise.cosine is not None:
        answer = {"vectors": known}
    else:  # the logits themselves would be 3 MB a window for a small vocabulary
        answer = {"best": known.argmax(-1).astype("int32")}
    return {
        "sizes": one.case.sizes,
        "inputs": _tensors(out, f"{stem}.in", one.case.arrays()),
        **_tensors(out, f"{stem}.out", answer),
    }


def _tensors(out: Path, stem: str, arrays: Arrays) -> dict[str, Any]:
    described = {}
    for name, array in arrays.items():
        file = f"{stem}.{name}.bin"
        little = array.astype(array.dtype.newbyteorder("<"))
        (out / file).write_bytes(little.tobytes())
        described[name] = {"file": file, "dtype": str(array.dtype), "shape": list(array.shape)}
    return described
