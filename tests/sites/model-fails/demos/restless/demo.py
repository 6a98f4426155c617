"""Is it the same twice?"""

from typing import Annotated

from livedemo import Model, Say, Slider, Views, demo


@demo(claim="It is never the same.", models={"model": "restless"})
async def restless(model: Model, size: Annotated[int, Slider(2, 8)] = 2) -> Views:
    """Run a model that rolls dice."""
    run = await model(x=[[1.0] * 64] * size)
    return Say(f"{run.y.tolist()}")
