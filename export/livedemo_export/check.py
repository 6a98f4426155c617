"""onnxruntime against torch: names, axes, dtypes and values, at every example.

Values are held against the module in float64, with torch's own error in float32 as the measure
(`allowance`), so that what is allowed doesn't hang on the processor. Where that is not enough,
because torch was right by luck or a choice is nearly even, the module runs again in float64 with
noise, and what that changes is allowed too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy

from livedemo_export import allowance
from livedemo_export.allowance import Finding
from livedemo_export.axes import length_of, shown
from livedemo_export.cases import Arrays, Case, reference
from livedemo_export.errors import ExportError
from livedemo_export.exact import Exact, NotExact
from livedemo_export.session import session
from livedemo_export.share import Files
from livedemo_export.spec import Graph, Tolerance

#: Runs with noise, at most. A choice that is nearly even falls either way in one of them.
PROBES = 8
#: More than this share of an allowance, and noise is asked as well.
ENOUGH = 0.25
#: An own error of torch, as a share of a row's scale, that isn't rounding alone.
ODD = 2.0**-10


@dataclass(frozen=True)
class Expected:
    """A case and what torch gives for it.

    Attributes:
        outputs: in float32.
        exact: floating ones in float64; None where the module can't run so.
        why: not, in words.
    """

    case: Case
    outputs: Arrays
    exact: Arrays | None = None
    why: str = ""
    module: Exact | None = field(default=None, repr=False, compare=False)

    @cached_property
    def _noisy(self) -> list[Arrays]:
        return []

    def noisy(self, runs: int) -> list[Arrays]:
        """What float64 gives with noise, ``runs`` times; nothing where it can't run."""
        if self.module is None or self.exact is None:
            return []
        try:
            for seed in range(len(self._noisy), runs):
                tensors = self.module(*self.case.inputs.values(), noise=seed)
                pairs = zip(self.outputs, tensors, strict=True)
                self._noisy.append({name: tensor.numpy() for name, tensor in pairs})
        except NotExact:
            return []
        return self._noisy[:runs]

    def known(self, output: str) -> Any:
        """The best that is known of ``output``: float64, or else float32."""
        return self.outputs[output] if self.exact is None else self.exact[output]

    def find(self, output: str, got: Any, tolerance: Tolerance | None = None) -> Finding:
        """How far ``got`` is from what ``output`` ought to be, by an author's own tolerance if any.

        Source: the noise is Monte Carlo arithmetic (Parker 1997, CSD-970002).
        """
        own, exact = self.outputs[output], self.known(output)
        if own.dtype.kind != "f":
            found = allowance.whole_numbers([own, exact], got)
            return found if found.share == 0 else self._again(output, got)
        if tolerance is not None:
            return allowance.against_tolerance(exact, got, tolerance)
        if self.exact is None:
            return allowance.against_norm(own, got, allowance.NORM)
        found = allowance.against_exact(exact, own, got)
        return found if found.share <= ENOUGH else self._again(output, got)

    def room(self, output: str, tolerance: Tolerance | None = None) -> tuple[int, Any]:
        """How many numbers a row of ``output`` has, and how far off one may be, for each row."""
        own, known = self.outputs[output], self.known(output)
        if tolerance is not None:
            return 1, allowance.elementwise(known, tolerance).ravel()
        length = allowance.rows(own).shape[1]
        if self.exact is None:
            return length, allowance.NORM * allowance.lengths(own)
        return length, allowance.allowed(allowance.single(known), own)

    def _again(self, output: str, got: Any) -> Finding:
        """`find` with noise, of which no more is made than it takes."""
        own, exact = self.outputs[output], self.known(output)
        for runs in range(1, PROBES + 1):
            noisy = [run[output] for run in self.noisy(runs)]
            if own.dtype.kind != "f":
                found = allowance.whole_numbers([own, exact, *noisy], got)
            else:
                found = allowance.against_exact(exact, own, got, noisy)
            if found.share <= ENOUGH or len(noisy) < runs:
                break
        return found


def expected(graph: Graph, cases: Sequence[Case], exactly: bool = True) -> list[Expected]:
    """Torch's outputs for all ``cases``, in float64 as well unless that isn't wanted.

    `ExportError` where one has NaN, or where torch says something else each time.
    """
    module = Exact(graph.module) if exactly else None
    known = []
    for case in cases:
        outputs = reference(graph, case)
        at = shown(case.sizes)
        for output, array in outputs.items():
            _no_nan("torch", output, at, array)
        exact, why = None, ""
        try:
            if module is not None:
                tensors = module(*case.inputs.values())
                exact = {n: t.numpy() for n, t in zip(graph.outputs, tensors, strict=True)}
        except NotExact as error:
            exact, why = None, str(error)
        known.append(Expected(case, outputs, exact, why, module))
        if exact is not None:
            _steady(graph, known[-1])
    return known


def check(
    name: str,
    graph: Graph,
    files: Files,
    known: Sequence[Expected],
    tolerance: Tolerance | None = None,
    held: bool = True,
    threads: int | None = None,
) -> dict[str, Finding]:
    """What is found for each output, the most over all ``known`` cases.

    The first of them is the traced one. `ExportError` where onnxruntime's names, dtypes or shapes
    aren't the declared ones, or (where they are ``held``: a variant may be judged otherwise) values
    differ by more than is allowed: by ``tolerance`` if given, or else as `Expected.find` says.
    """
    try:
        running = session(files.graphs[name], files.weights, threads)
    except Exception as error:
        raise ExportError(f"onnxruntime can't load it: {_line(error)}") from error
    _names(running, graph)
    largest: dict[str, Finding] = {}
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
            _no_nan("onnxruntime", output, at, got)
            if held:
                found = one.find(output, got, tolerance)
                if not found.share <= 1:
                    raise ExportError(
                        f"output {output!r} at {at}: torch and onnxruntime differ {found.how}"
                        + _why(graph, one, known[0])
                    )
            else:
                found = Finding(allowance.furthest(one.known(output), got))
            largest[output] = largest.get(output, found).or_more(found)
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


def _steady(graph: Graph, one: Expected) -> None:
    """Raise `ExportError` where float32 is far from float64 since torch throws dice."""
    assert one.exact is not None
    for output, own in one.outputs.items():
        exact = allowance.single(one.exact[output]) if own.dtype.kind == "f" else None
        odd = exact is not None and allowance.own_error(exact, own) > ODD
        if odd and not _same(graph, one):
            raise ExportError(f"output {output!r} at {shown(one.case.sizes)}: {DICE}")


DICE = "torch itself gives different values each time (dropout or randomness in forward?)"


def _same(graph: Graph, one: Expected) -> bool:
    again = reference(graph, one.case)
    return all(numpy.array_equal(again[name], one.outputs[name]) for name in graph.outputs)


def _why(graph: Graph, one: Expected, traced: Expected) -> str:
    """The two usual reasons for a difference, where one of them is seen."""
    if not _same(graph, one):
        return f"; {DICE}"
    said = f"; float64 can't run: {one.why}" if one.why else ""
    if one.case.sizes != traced.case.sizes:
        return said + (
            f"; at {shown(traced.case.sizes)}, which was traced, they agree "
            "(does forward() decide something in Python by a length?)"
        )
    return said


def _line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
