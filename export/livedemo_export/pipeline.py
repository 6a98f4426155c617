"""The work on a model's graphs: trace, strip, check; quantise, judge."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from livedemo_export import quantise as int8
from livedemo_export.allowance import Finding
from livedemo_export.axes import shown
from livedemo_export.build import Stage
from livedemo_export.cases import case, cases
from livedemo_export.check import Expected, check, expected
from livedemo_export.errors import ExportError, line_in, line_of
from livedemo_export.forbid import forbid
from livedemo_export.judge import Verdict, bounds, judge
from livedemo_export.manifest import GraphInfo, TensorInfo
from livedemo_export.share import Files, merge, share, untranspose
from livedemo_export.spec import BLOCKS, Graph, Model, Quantise
from livedemo_export.strip import strip
from livedemo_export.trace import trace

#: Graph name -> the cases of its examples with torch's answers.
Known = dict[str, list[Expected]]


@dataclass(frozen=True)
class Shipped:
    """A variant's files and what was measured of them."""

    files: Files
    differences: dict[str, float]
    shares: dict[str, float] = field(default_factory=dict)
    inexact: dict[str, str] = field(default_factory=dict)
    verdict: Verdict | None = None
    scales: str | None = None


def export(
    folder: Path, model: Model, stage: Stage, verbose: bool
) -> tuple[dict[str, GraphInfo], dict[str, Shipped]]:
    """All graphs and variants of ``model``; `ExportError` for the first that fails a check."""
    known: Known = {}
    protos: dict[str, Any] = {}
    for count, (name, graph) in enumerate(model.graphs.items(), 1):
        stage(f"trace {name}, graph {count} of {len(model.graphs)}")
        with _blamed(folder, name):
            made = cases(graph, model.axes)
            known[name] = expected(graph, made)  # before tracing: plainer errors, same causes
            protos[name] = strip(trace(graph, model.axes, made[0], verbose), graph)
            merge(protos[name])
            forbid(protos[name])
    untranspose(protos)
    shipped = {"fp32": _fp32(folder, model, copy.deepcopy(protos), known, stage)}
    if model.quantise is not None:
        shipped["int8"] = _int8(folder, model, model.quantise, protos, known, stage)
    return {name: _info(model.graphs[name], known[name][0]) for name in known}, shipped


def _fp32(
    folder: Path, model: Model, protos: dict[str, Any], known: Known, stage: Stage
) -> Shipped:
    files = share(protos)
    found: dict[str, Finding] = {}
    for count, (name, graph) in enumerate(model.graphs.items(), 1):
        stage(f"check {name}, graph {count} of {len(model.graphs)}")
        with _blamed(folder, name):
            tolerance = graph.tolerance or model.tolerance
            for output, one in check(name, graph, files, known[name], tolerance).items():
                found[f"{name}.{output}"] = one
    return Shipped(
        files,
        _differences(found),
        {output: float(f"{one.share:.2g}") for output, one in found.items()},
        {name: known[name][0].why for name in known if known[name][0].why},
    )


def _differences(found: Mapping[str, Finding]) -> dict[str, float]:
    """Of float32 outputs: others don't differ by degrees."""
    return {output: one.difference for output, one in found.items() if one.difference is not None}


def _int8(
    folder: Path,
    model: Model,
    quantise: Quantise,
    protos: dict[str, Any],
    known: Known,
    stage: Stage,
) -> Shipped:
    """The first step of the ladder that keeps the bounds."""
    tried = []
    with _blamed(folder, quantise.graph, "Quantise"):
        judged = held_out(model, quantise)
        for block in BLOCKS[BLOCKS.index(quantise.block) :]:
            scales = int8.called(block)
            stage(f"int8 {scales}")
            packed = copy.deepcopy(protos)
            if not int8.quantise(packed, block, quantise.smallest):
                raise ExportError(
                    f"nothing to quantise: no weight has {quantise.smallest} elements; "
                    "leave quantise= out"
                )
            files = share(packed)
            verdict = judge(files, quantise, judged)
            if verdict.passes(quantise):
                break
            tried.append(f"{verdict} {scales}")
        else:
            measured, allowed = bounds(quantise)
            raise ExportError(
                f"int8 output {quantise.output!r}: {measured} over {verdict.positions} "
                f"positions is {', '.join(tried)}; allowed is {allowed}"
            )
        found = {
            f"{name}.{output}": one
            for name, graph in model.graphs.items()
            for output, one in check(name, graph, files, known[name], held=False).items()
        }
    return Shipped(files, _differences(found), verdict=verdict, scales=scales)


def held_out(model: Model, quantise: Quantise) -> list[Expected]:
    """The inputs that int8 is judged on, with torch's answers or the truth that is given."""
    graph = model.graphs[quantise.graph]
    made = [case(graph, model.axes, example) for example in quantise.held_out]
    known = expected(graph, made, exactly=False)  # int8 is far coarser than float32's last digits
    if quantise.truth is None:
        return known
    output = quantise.output
    for one, true in zip(known, quantise.truth, strict=True):
        if true.shape != one.outputs[output].shape:
            raise ExportError(
                f"truth for output {output!r} at {shown(one.case.sizes)} is {list(true.shape)}, "
                f"but torch gives {list(one.outputs[output].shape)}"
            )
    return [
        Expected(one.case, {**one.outputs, output: true.float().numpy()})
        for one, true in zip(known, quantise.truth, strict=True)
    ]


def _info(graph: Graph, one: Expected) -> GraphInfo:
    return GraphInfo(
        inputs={n: TensorInfo(i.dtype, i.shape, i.default) for n, i in graph.inputs.items()},
        outputs={
            name: TensorInfo(str(one.outputs[name].dtype), shape)
            for name, shape in graph.outputs.items()
        },
    )


@contextlib.contextmanager
def _blamed(folder: Path, graph: str, *names: str) -> Iterator[None]:
    """Say which graph failed, and at which of the author's lines."""
    try:
        yield
    except ExportError as error:
        where = error.where or (line_in(folder, error.__cause__) if error.__cause__ else None)
        where = where or line_of(folder / "model.py", graph, *names)
        raise ExportError(f"graph {graph!r}: {error.message}", where) from error
    except Exception as error:
        said = " ".join(str(error).split())[:400]
        where = line_in(folder, error) or line_of(folder / "model.py", graph, *names)
        raise ExportError(f"graph {graph!r}: {type(error).__name__}: {said}", where) from error
