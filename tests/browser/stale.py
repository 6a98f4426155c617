"""What a fresh measurement says against a recorded one.

Processors add in different orders, so what is rounding keeps its order of magnitude only. What int8
costs is the same on all of them, up to that rounding.
"""

from __future__ import annotations

from collections.abc import Iterator

from livedemo_site.lists.agreement import Agreement, Run

FACTOR = 10  # between two processors' rounding
LEAST = 1e-6  # less than this is the last digits of float32
SHARE = 0.05  # of what int8 costs
TOP1 = 0.005  # ties fall either way
COSINE = 0.0005


def stale(kept: Agreement, fresh: Agreement) -> Iterator[str]:
    """What ``kept`` says that ``fresh`` does not, in words."""
    if kept.main != fresh.main or kept.largest.keys() != fresh.largest.keys():
        yield f"the outputs are {fresh.main} of {', '.join(fresh.largest)}"
        return
    if [run.name for run in kept.runs] != [run.name for run in fresh.runs]:
        yield f"the runs are {', '.join(run.name for run in fresh.runs)}"
        return
    for output, largest in fresh.largest.items():
        if abs(largest - kept.largest[output]) > SHARE * largest:
            yield f"largest {output}: {largest:.2g}, not {kept.largest[output]:.2g}"
    for old, new in zip(kept.runs, fresh.runs, strict=True):
        rounding = [one.run(new.runtime, "fp32") for one in (kept, fresh)]
        yield from _differences(old, new, [run.differences for run in rounding if run])
        if old.positions != new.positions:
            yield f"{new.name}: {new.positions} positions, not {old.positions}"
        elif abs((old.top1 or 0) - (new.top1 or 0)) > TOP1:
            yield f"{new.name}: top-1 {new.judged}, not {old.judged}"
        elif abs((old.cosine or 0) - (new.cosine or 0)) > COSINE:
            yield f"{new.name}: {new.judged}, not {old.judged}"


def _differences(old: Run, new: Run, rounding: list[dict[str, float]]) -> Iterator[str]:
    for output, difference in new.differences.items():
        before = old.differences[output]
        if new.variant == "fp32":
            low, high = sorted((before, difference))
            same = high <= FACTOR * low + LEAST
        else:
            rounded = max(run[output] for run in rounding)
            allowed = SHARE * difference + FACTOR * rounded + LEAST
            same = abs(before - difference) <= allowed
        if not same:
            yield f"{new.name} {output}: {difference:.2g}, not {before:.2g}"
