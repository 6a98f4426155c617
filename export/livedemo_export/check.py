"""onnxruntime against torch: names, axes, dtypes and values, at every example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from livedemo_export.axes import length_of, shown
from livedemo_export.cases import Arrays, Case, reference
from livedemo_export.errors import ExportError
from livedemo_export.session import session
from livedemo_export.share import Files
from livedemo_export.spec import Graph, Tolerance


@dataclass(frozen=True)
class Expected:
    """A case and what torch gives for it."""

    case: Case
    outputs: Arrays


def expected(graph: Graph, cases: Sequence[Case]) -> list[Expected]:
    """Torch's outputs for all ``cases``; `ExportError` where one has NaN."""
    known = [Expected(one, reference(graph, one)) for one in cases]
    for one in known:
        for output, array in one.outputs.items():
            _no_nan("torch", output, shown(one.case.sizes), array)
    return known


def check(
    name: str, graph: Graph, files: Files, known: Sequence[Expected], tolerance: Tolerance | None
) -> dict[str, float]:
    """The largest absolute difference for each float output over all ``known`` cases.

    The first of them is the traced one. `ExportError` where onnxruntime's names, dtypes or shapes
    aren't the declared ones, or (unless ``tolerance`` is None, for a variant that is judged
    otherwise) values differ by more.
    """
    try:
        running = session(files.graphs[name], files.weights)
    except Exception as error:
        raise ExportError(f"onnxruntime can't load it: {_line(error)}") from error
    _names(running, graph)
    largest: dict[str, float] = {}
    for one in known:
        at = shown(one.case.sizes)
        try:
            results = running.run(list(graph.outputs), one.case.arrays())
        except Exception as error:
            raise ExportError(f"onnxruntime fails at {at}: {_line(error)}") from error
        for (output, shape), got in zip(graph.outputs.items(), results, strict=True):
            want = one.outputs[output]
            declared = [length_of(length, one.case.sizes) for length in shape]
            if list(got.shape) != declared or got.dtype != want.dtype:
                raise ExportError(
                    f"output {output!r} at {at}: onnxruntime gives {got.dtype} {list(got.shape)}, "
                    f"declared is {want.dtype} {declared}"
                )
            if want.dtype.kind == "f":
                _no_nan("onnxruntime", output, at, got)
                most = float(_apart(want, got).max(initial=0.0))
                largest[output] = max(largest.get(output, 0.0), most)
            if tolerance is not None and (how := _beyond(want, got, tolerance)):
                raise ExportError(
                    f"output {output!r} at {at}: torch and onnxruntime differ {how}"
                    + _why(graph, one, known[0])
                )
    return largest


def _names(running: Any, graph: Graph) -> None:
    pairs = (
        ("inputs", [v.name for v in running.get_inputs()], list(graph.inputs)),
        ("outputs", [v.name for v in running.get_outputs()], list(graph.outputs)),
    )
    for kind, got, want in pairs:
        if got != want:
            raise ExportError(
                f"the exported {kind} are {', '.join(got) or 'none'}; declared are "
                f"{', '.join(want) or 'none'}"
            )


def _no_nan(side: str, output: str, at: str, array: Any) -> None:
    """Raise `ExportError` for NaN; infinities are values (a ruled-out choice's logit)."""
    if array.dtype.kind == "f" and (wrong := int(numpy.isnan(array).sum())):
        raise ExportError(
            f"output {output!r} at {at}: {side} gives NaN in {wrong} of {array.size} values"
        )


def _apart(want: Any, got: Any) -> Any:
    """Absolute differences, 0 where both are the same infinity."""
    with numpy.errstate(invalid="ignore"):
        apart = numpy.abs(want.astype("float64") - got.astype("float64"))
    return numpy.where(want == got, 0.0, apart)


def _beyond(want: Any, got: Any, tolerance: Tolerance) -> str:
    """How ``got`` differs by more than is allowed; empty when it doesn't."""
    if want.dtype.kind != "f":
        wrong = int((want != got).sum())
        return f"in {wrong} of {want.size} values; {want.dtype} allows none" if wrong else ""
    room = tolerance.atol + tolerance.rtol * numpy.abs(want.astype("float64"))
    apart = _apart(want, got)
    if (apart <= room).all():
        return ""
    worst = int(numpy.argmax(numpy.where(apart <= room, 0, apart)))
    return (
        f"by {apart.flat[worst]:.3g}, allowed is {room.flat[worst]:.3g} "
        f"(atol {tolerance.atol:g}, rtol {tolerance.rtol:g})"
    )


def _why(graph: Graph, one: Expected, traced: Expected) -> str:
    """The two usual reasons for a difference, where one of them is seen."""
    again = reference(graph, one.case)
    if not all(numpy.array_equal(again[name], one.outputs[name]) for name in graph.outputs):
        return "; torch itself gives different values each time (dropout or randomness in forward?)"
    if one.case.sizes != traced.case.sizes:
        return (
            f"; at {shown(traced.case.sizes)}, which was traced, they agree "
            "(does forward() decide something in Python by a length?)"
        )
    return ""


def _line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
