"""A demo run to its end."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

from livedemo.demo import Demo, Frame
from livedemo.model import BaseModel

from livedemo_site.figures.awaited import awaited


async def last_frame(
    demo: Demo,
    inputs: Mapping[str, Any],
    models: Mapping[str, BaseModel],
    most: int | None = None,
) -> Frame:
    """Run ``demo`` on ``inputs``, for ``most`` frames at most, and give the last that it shows."""
    shown = 0
    last: Frame | None = None
    with awaited():
        async with aclosing(demo.run(inputs, models)) as frames:
            async for frame in frames:
                last, shown = frame, shown + 1
                if shown == most:
                    break
    if last is None:
        raise ValueError("it showed nothing: yield at least once")
    return last
