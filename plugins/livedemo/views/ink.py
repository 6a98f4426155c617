"""Weights as ink: what pictures of attention are drawn with."""

from __future__ import annotations

from livedemo.tensor import Tensor

INK = 12  # levels of ink: one path each, however many cells a picture has


def ink(weights: Tensor, gap: float = 0) -> list[tuple[float, str]]:
    """Draw a matrix of weights in [0, 1] as one SVG path for each level of ink; a cell is 1 by 1.

    Returns (opacity, path data) from faint to full; cells that would not show are left out.
    """
    paths: dict[int, list[str]] = {}
    side = round(1 - gap, 2)
    for i, row in enumerate(weights):
        for j, weight in enumerate(row.tolist()):
            # The square root keeps a tenth visible beside a half; the table has the numbers.
            level = round(INK * max(0.0, weight) ** 0.5)
            if level:
                at = f"M{j} {i}h{side:g}v{side:g}h-{side:g}z"
                paths.setdefault(min(level, INK), []).append(at)
    return [(round(level / INK, 2), "".join(paths[level])) for level in sorted(paths)]


def per_cent(weights: Tensor) -> str:
    """All weights in per cent, row by row, with a space between them."""
    return " ".join(f"{100 * value:.0f}" for value in weights.data)
