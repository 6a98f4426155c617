"""How does a stream look?"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from livedemo import Button, Passage, Say, Slider, Text, Views, demo


@demo(claim="A stream shows each step, and stops when asked.")
async def stream(
    text: Annotated[str, Text(rows=1)] = "step",
    steps: Annotated[int, Slider(1, 2000)] = 20,
    go: Annotated[int, Button(stop="Stop")] = 0,
) -> AsyncIterator[Views]:
    """Count to ``steps``, one frame for each number, once pressed."""
    for step in range((steps if go else 0) + 1):
        yield [Say(f"{text} {step}"), Passage(text, [str(n) for n in range(step)][-50:])]
        await asyncio.sleep(0)
