"""How much is it?"""

from typing import Annotated

from livedemo import Model, Say, Slider, Views, demo


@demo(claim="Twice the gain is twice the sum.", models={"model": "scale"})
async def scale(model: Model, gain: Annotated[float, Slider(0.0, 4.0, 0.5)] = 1.0) -> Views:
    """Add up 1, 2 and 3 times ``gain``."""
    run = await model(x=[1.0, 2.0, 3.0], gain=gain)
    return Say(f"The sum is {run.sum.item():.1f}.")
