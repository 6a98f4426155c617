"""How far a float32 answer may be from the float64 one: arithmetic on arrays, free of torch.

All is measured row by row: a row is what lies along the last axis, or along so many of the last
ones that it has `ROW` numbers. A row's scale is its largest absolute value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy

from livedemo_export.spec import Tolerance

Array = Any  # numpy.ndarray

#: A unit in the last place of a number of float32, as a share of it.
ULP = 2.0**-23
#: Of a row's scale, in every row.
ULPS = 32
#: Times torch's own error in float32.
TIMES = 8
#: Times what float64 is off by when it reads numbers with noise.
TIMES_NOISE = 4
#: Smaller numbers are 0 to some processors.
TINY = float(numpy.finfo("float32").tiny)
ROW = 16
#: Where float64 can't run: of a row's length, or of a hundredth of the rows' mean one.
NORM = 1e-4


@dataclass(frozen=True)
class Finding:
    """How far ``got`` is off.

    Attributes:
        difference: the largest absolute one, None where no number is a float.
        share: of what is allowed, the most that was used; above 1 is too much.
        how: in words, where it was.
    """

    difference: float | None
    share: float = 0.0
    how: str = ""

    def or_more(self, other: Finding) -> Finding:
        """The larger of both, in each respect."""
        far = [one.difference for one in (self, other) if one.difference is not None]
        worse = max(self, other, key=lambda one: one.share)
        return Finding(max(far, default=None), worse.share, worse.how)


def rows(array: Array) -> Array:
    """``array`` as [rows, numbers in each]."""
    length, axis = 1, array.ndim
    while axis and length < ROW:
        axis -= 1
        length *= array.shape[axis]
    return array.reshape(-1, length) if array.size else array.reshape(0, 1)


def single(exact: Array) -> Array:
    """Float64 numbers as float32 would hold them if it rounded nothing: too large is infinite."""
    limit = float(numpy.finfo("float32").max)
    return numpy.where(numpy.abs(exact) > limit, numpy.copysign(numpy.inf, exact), exact)


def apart(one: Array, other: Array) -> Array:
    """Absolute differences in float64, 0 where both are the same infinity."""
    with numpy.errstate(invalid="ignore"):
        difference = numpy.abs(one.astype("float64") - other.astype("float64"))
    return numpy.where(one == other, 0.0, difference)


def furthest(known: Array, got: Array) -> float | None:
    """The largest absolute difference, None where the numbers are no floats."""
    return float(apart(known, got).max(initial=0.0)) if got.dtype.kind == "f" else None


def own_error(exact: Array, own: Array) -> float:
    """The largest error of ``own``, as a share of its row's scale."""
    scale = _scale(exact)
    return float((rows(_finite(apart(exact, own))).max(1, initial=0) / scale).max(initial=0))


def allowed(exact: Array, own: Array, noisy: list[Array] | None = None) -> Array:
    """Of each row [rows]: how far a float32 answer may be from ``exact``.

    ``own`` is torch's answer in float32, whose error is taken as it is in a row, or as it is in
    the rows' quadratic mean where that is more: a row may be right by luck. ``noisy`` are float64's
    answers with noise.
    """
    scale = _scale(exact)
    error = rows(_finite(apart(exact, own))).max(1, initial=0)
    mean = numpy.sqrt(numpy.mean((error / scale) ** 2)) if error.size else 0.0
    room = TIMES * numpy.maximum(error, mean * scale) + ULPS * ULP * scale + TINY
    for other in noisy or []:
        off = rows(_finite(apart(exact, single(other)))).max(1, initial=0)
        room = numpy.maximum(room, TIMES_NOISE * off)
    return room


def against_exact(
    exact: Array, own: Array, got: Array, noisy: list[Array] | None = None
) -> Finding:
    """``got`` against ``exact``, which is float64, where ``own`` is torch in float32.

    Infinities must be the same. What is 0 in float64 and in torch must be 0, unless noise
    makes something of it: a weight behind a mask is nothing at all.
    """
    exact = single(exact)
    room = allowed(exact, own, noisy)
    error = apart(exact, got)
    # an intermediate number that only float32 finds infinite
    error = numpy.where(~numpy.isfinite(own) & (own == got), 0.0, error)
    by_row = rows(error).max(1, initial=0)
    shares = by_row / room
    most = float(error.max(initial=0.0))
    if shares.size and shares.max() > 0:
        at = int(numpy.argmax(shares))
        scale = _scale(exact)[at]
        share = float(shares[at])
        if not numpy.isfinite(by_row[at]):
            return Finding(most, numpy.inf, "one is infinite where the other is not")
        how = (
            f"by {by_row[at]:.3g} in a row whose largest value is {scale:.3g}: "
            f"{by_row[at] / scale / ULP:.3g} units in its last place, "
            f"allowed are {room[at] / scale / ULP:.3g} "
            f"({ULPS} and {TIMES} times torch's own error in float32, "
            f"{rows(apart(exact, own)).max(1, initial=0)[at] / scale / ULP:.3g})"
        )
    else:
        share, how = 0.0, ""
    nothing = (exact == 0) & (own == 0) & (numpy.abs(got) > TINY)
    for other in noisy or []:
        nothing &= other == 0
    if nothing.any():
        worst = float(numpy.abs(got[nothing]).max())
        count = int(nothing.sum())
        return Finding(most, numpy.inf, f"in {count} values that are exactly 0, by {worst:.3g}")
    return Finding(most, share, how)


def against_norm(own: Array, got: Array, bound: float) -> Finding:
    """``got`` against torch in float32, by the length (L2 norm) of what a row differs by."""
    error = rows(apart(own, got))
    shares = numpy.linalg.norm(error, axis=1) / lengths(own)
    share = float(shares.max(initial=0.0))
    how = f"by {share:.3g} of a row's length (L2 norm), allowed is {bound:g}"
    return Finding(float(error.max(initial=0.0)), share / bound, how)


def against_tolerance(known: Array, got: Array, tolerance: Tolerance) -> Finding:
    """``got`` against ``known``, element by element, as an author asks for it."""
    room = elementwise(known, tolerance)
    error = apart(known, got)
    shares = error / numpy.maximum(room, TINY)
    worst = int(numpy.argmax(shares)) if shares.size else 0
    how = (
        f"by {error.flat[worst]:.3g}, allowed is {room.flat[worst]:.3g} "
        f"(atol {tolerance.atol:g}, rtol {tolerance.rtol:g}: this model's own tolerance)"
        if shares.size
        else ""
    )
    return Finding(float(error.max(initial=0.0)), float(shares.max(initial=0.0)), how)


def elementwise(known: Array, tolerance: Tolerance) -> Array:
    """What ``tolerance`` allows each number."""
    room: Array = tolerance.atol + tolerance.rtol * numpy.abs(known.astype("float64"))
    return room


def lengths(own: Array) -> Array:
    """The L2 norm of each row, and at least a hundredth of their quadratic mean."""
    each = numpy.linalg.norm(rows(_finite(own.astype("float64"))), axis=1)
    mean = numpy.sqrt(numpy.mean(each**2)) if each.size else 0.0
    return numpy.maximum(each, mean / 100) + TINY


def whole_numbers(known: list[Array], got: Array) -> Finding:
    """Whole numbers and truth values: each must be one of those that ``known`` has in its place."""
    right = numpy.zeros(got.shape, bool)
    for one in known:
        right |= one == got
    wrong = int((~right).sum())
    how = f"in {wrong} of {got.size} values; {got.dtype} allows none that float64 is sure of"
    return Finding(None, numpy.inf if wrong else 0.0, how)


def _scale(exact: Array) -> Array:
    """Of each row the largest absolute value that is finite, and never 0."""
    values = _finite(exact.astype("float64"))
    return numpy.maximum(numpy.abs(rows(values)).max(1, initial=0), TINY)


def _finite(array: Array) -> Array:
    return numpy.where(numpy.isfinite(array), array, 0.0)
