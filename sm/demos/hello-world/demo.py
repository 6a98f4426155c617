"""Who is greeted?"""

from typing import Annotated

from livedemo import Say, Slider, Text, Toggle, Views, demo


@demo(claim="It says *hello*, as often as you like.")
async def hello(
    text: Annotated[str, Text()] = "world",
    times: Annotated[int, Slider(1, 3)] = 1,
    loud: Annotated[bool, Toggle()] = False,
) -> Views:
    """Greet ``text``."""
    words = " ".join(["Hello,", text] * times)
    return Say(words.upper() + "!" if loud else words + ".")
