"""A demo run to its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from livedemo.demo import Demo, Frame
from livedemo.model import BaseModel

from livedemo_site.figures.awaited import awaited


async def last_frame(
    demo: Demo, inputs: Mapping[str, Any], models: Mapping[str, BaseModel]
) -> Frame:
    """Run ``demo`` on ``inputs`` and give the last frame that it shows."""
    last: Frame | None = None
    with awaited():
        async for frame in demo.run(inputs, models):
            last = frame
    if last is None:
        raise ValueError("it showed nothing: yield at least once")
    return last
