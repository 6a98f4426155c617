"""What does torch say?"""

from typing import Annotated

import torch
from livedemo import Say, Slider, Views, demo


@demo(claim="It needs what the browser does not have.")
async def heavy(size: Annotated[int, Slider(1, 3)] = 1) -> Views:
    """Add up ones."""
    return Say(f"{torch.ones(size).sum()}")
