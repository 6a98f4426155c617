"""How long is it?"""

from typing import Annotated

from livedemo import Say, Slider, Views, demo


@demo(claim="A number is said.")
async def plain(number: Annotated[int, Slider(1, 3)] = 1) -> Views:
    """Say ``number``."""
    return Say(f"It is {number}.")
