"""Where does the needle point?"""

from typing import Annotated

from livedemo import Note, Text, Views, demo

from .dial import Dial
from .gauge import Gauge


@demo(claim="A compass has eight directions.")
async def compass(
    angle: Annotated[int, Dial(help="Choose a direction.")] = 45,
    text: Annotated[str, Text(rows=1)] = "north",
) -> Views:
    """Point where the dial says."""
    return [Gauge(angle), Note(f"Not {text}." if angle else "")]
