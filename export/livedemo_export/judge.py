"""What int8 costs: agreement with torch on held-out inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from livedemo_export.axes import shown
from livedemo_export.check import Expected
from livedemo_export.errors import ExportError
from livedemo_export.session import session
from livedemo_export.share import Files
from livedemo_export.spec import Quantise

#: Two logits that are nearer than this share of the largest are equally likely: about what
#: processors differ by, which `python -m benchmarks.kernels` shows.
NEAR = 2.0**-16


@dataclass(frozen=True)
class Verdict:
    """Over all ``positions``: what was asked for, and None for the rest.

    Of logits ``top1``, the share with the same most likely choice (or one as likely), and ``kl``,
    the mean divergence in nats; of vectors ``cosine``, the lowest.
    """

    positions: int
    top1: float | None = None
    kl: float | None = None
    cosine: float | None = None

    def passes(self, quantise: Quantise) -> bool:
        """Whether the bounds are kept (NaN keeps none)."""
        if self.cosine is not None:
            return self.cosine >= (quantise.cosine or 0)
        assert self.top1 is not None and self.kl is not None
        return self.top1 >= quantise.top1 and (quantise.kl is None or self.kl <= quantise.kl)

    def __str__(self) -> str:
        if self.cosine is not None:
            return f"{self.cosine:.4f}"
        return f"{self.top1:.4f} (KL {self.kl:.2g})"


def bounds(quantise: Quantise) -> tuple[str, str]:
    """What is measured, and what is asked of it, in words."""
    if quantise.cosine is not None:
        return "the lowest cosine", f">= {quantise.cosine:g}"
    most = "" if quantise.kl is None else f" and KL <= {quantise.kl:g}"
    return "top-1 agreement", f">= {quantise.top1:g}{most}"


def judge(files: Files, quantise: Quantise, held_out: Sequence[Expected]) -> Verdict:
    """Compare logits ``[..., choices]``, or vectors, of ``files`` with the known ones."""
    running = session(files.graphs[quantise.graph], files.weights)
    pairs = []
    for one in held_out:
        (got,) = running.run([quantise.output], one.case.arrays())
        if numpy.isnan(got).any():
            raise ExportError(f"int8 output {quantise.output!r} at {shown(one.case.sizes)} has NaN")
        pairs.append((one.outputs[quantise.output], got))
    positions = sum(want[..., 0].size for want, _ in pairs)
    if quantise.cosine is not None:
        return Verdict(positions, cosine=min(float(_cosines(*pair).min()) for pair in pairs))
    same = sum(int(kept(want, got).sum()) for want, got in pairs)
    divergence = sum(_divergence(want, got) for want, got in pairs)
    return Verdict(positions, top1=same / positions, kl=divergence / positions)


def kept(want: Any, got: Any) -> Any:
    """Where the most likely choice is the same: [..., choices], [..., choices] -> [...].

    Or as likely: where two are nearer than float32 tells apart on all processors, in either, each
    of them is right. So the count, and what is built by it, is the same everywhere.
    """
    first, second = (logits.argmax(-1, keepdims=True) for logits in (want, got))
    near = numpy.zeros(first.shape, bool)
    for logits in (want, got):
        both = [numpy.take_along_axis(logits, at, -1).astype("float64") for at in (first, second)]
        scale = numpy.where(numpy.isfinite(logits), numpy.abs(logits), 0).max(-1, keepdims=True)
        near |= numpy.abs(both[0] - both[1]) <= NEAR * scale
    return (near | (first == second))[..., 0]


def _cosines(want: Any, got: Any) -> Any:
    """Along the last axis: [..., d], [..., d] -> [...]."""
    one, other = want.astype("float64"), got.astype("float64")
    lengths = numpy.linalg.norm(one, axis=-1) * numpy.linalg.norm(other, axis=-1)
    return (one * other).sum(-1) / lengths


def _divergence(want: Any, got: Any) -> float:
    """KL divergence in nats, summed over all positions."""
    p, q = _log_softmax(want), _log_softmax(got)
    likely = p > -numpy.inf  # a choice that is ruled out adds nothing
    return float((numpy.exp(p[likely]) * (p[likely] - q[likely])).sum())


def _log_softmax(logits: Any) -> Any:
    wide = logits.astype("float64")  # [..., choices]
    wide = wide - wide.max(-1, keepdims=True)
    return wide - numpy.log(numpy.exp(wide).sum(-1, keepdims=True))
