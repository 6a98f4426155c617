"""What does it take?"""

from typing import Annotated

import ldbroken
from livedemo import Model, Say, Slider, Views, demo


@demo(claim="All kinds of files are needed.", models={"model": "whole"})
async def whole(model: Model, number: Annotated[int, Slider(1, 3)] = 1) -> Views:
    """Multiply by a matrix of the model's, count its tokens, and ask the wheel."""
    run = await model(x=[[float(number)] * 1200])
    count = len(model.tokenizer.encode("a b").ids)
    return Say(f"{run.sums.item():.1f}, {count} tokens, {ldbroken.twice(number)} twice.")
