"""What happens when a demo breaks?"""

import asyncio
import sys
import time
from typing import Annotated

from livedemo import Choice, Say, Slider, Views, demo


@demo(claim="A demo that breaks says where.", listed=False)
async def faulty(
    number: Annotated[int, Slider(0, 9)] = 4,
    how: Annotated[str, Choice(["divide", "recurse", "hang", "wait"])] = "divide",
) -> Views:
    """Divide by ``number``; the other ways to break need a 0 as well.

    The build, which tries both ends of a control, is spared.
    """
    if not number and sys.platform != "emscripten":
        return Say("12 / 0 is for browsers.")
    if not number:
        await broken(how)
    return Say(f"12 / {number} = {12 / number:.2f}")


async def broken(how: str) -> None:
    """Go wrong in the way asked for; ``divide`` leaves that to the caller."""
    if how == "recurse":
        await broken(how)
    while how == "hang":
        time.sleep(1)
    while how == "wait":
        await asyncio.sleep(1)
