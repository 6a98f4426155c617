"""What happens when a demo breaks?"""

import asyncio
import time
from typing import Annotated

from livedemo import Choice, Say, Slider, Views, demo


@demo(claim="A demo that breaks says where.", listed=False)
async def faulty(
    number: Annotated[int, Slider(0, 9)] = 4,
    how: Annotated[str, Choice(["spare", "divide", "recurse", "hang", "wait"])] = "spare",
) -> Views:
    """Divide by ``number``; to break needs a 0 and a way to: builds turn one control at a time."""
    if not number and how == "spare":
        return Say("12 / 0 is not asked for.")
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
