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


@dataclass(frozen=True)
class Verdict:
    """Over all ``positions``: the share with the same most likely choice, and the mean KL."""

    top1: float
    kl: float
    positions: int

    def passes(self, quantise: Quantise) -> bool:
        """Whether both bounds are kept (NaN keeps none)."""
        return self.top1 >= quantise.top1 and (quantise.kl is None or self.kl <= quantise.kl)


def judge(files: Files, quantise: Quantise, held_out: Sequence[Expected]) -> Verdict:
    """Compare logits ``[..., choices]`` of ``files`` with torch's on ``held_out``."""
    running = session(files.graphs[quantise.graph], files.weights)
    same = positions = 0
    divergence = 0.0
    for one in held_out:
        want = one.outputs[quantise.output]
        (got,) = running.run([quantise.output], one.case.arrays())
        if numpy.isnan(got).any():
            raise ExportError(f"int8 output {quantise.output!r} at {shown(one.case.sizes)} has NaN")
        same += int((want.argmax(-1) == got.argmax(-1)).sum())
        positions += want[..., 0].size
        p, q = _log_softmax(want), _log_softmax(got)
        likely = p > -numpy.inf  # a choice that is ruled out adds nothing
        divergence += float((numpy.exp(p[likely]) * (p[likely] - q[likely])).sum())
    return Verdict(same / positions, divergence / positions, positions)


def _log_softmax(logits: Any) -> Any:
    wide = logits.astype("float64")  # [..., choices]
    wide = wide - wide.max(-1, keepdims=True)
    return wide - numpy.log(numpy.exp(wide).sum(-1, keepdims=True))
