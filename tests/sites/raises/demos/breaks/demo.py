"""What breaks?"""

from typing import Annotated

from livedemo import Say, Slider, Views, demo

from .parts import half


@demo(claim="It divides by one less than you think.")
async def breaks(number: Annotated[int, Slider(1, 3)] = 1) -> Views:
    """Divide."""
    return Say(f"{half(number)}")
