"""``livedemo new NAME``: a demo that works, to be changed into yours."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from livedemo_site.demos.discovery import ROOM

_DEMO = '''"""How often does each letter occur?"""

from collections import Counter
from typing import Annotated

from livedemo import Bar, Bars, Say, Slider, Text, Views, demo


@demo(claim="A few letters make up half of any text.")
async def {function}(
    text: Annotated[str, Text()] = "The fox hid because it was scared.",
    shown: Annotated[int, Slider(1, 26)] = 8,
) -> Views:
    """Count the letters of ``text``."""
    counts = Counter(letter for letter in text.lower() if letter.isalpha())
    if not counts:
        return Say("No letters, nothing to count.")
    total = counts.total()
    bars = [Bar(letter, n / total) for letter, n in counts.most_common(shown)]
    return [
        Say(f"{{total}} letters, {{len(counts)}} different ones."),
        Bars("Share of each letter", bars),
    ]
'''


class CannotScaffold(Exception):
    """A name that won't do, or a folder that is there already."""


def scaffold(root: Path, name: str) -> Path:
    """Make ``demos/<name>/demo.py`` and give its path."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise CannotScaffold(f"{name!r} can't be a name: write words-with-hyphens, in lower case")
    folder = root / ROOM / name
    if folder.exists():
        raise CannotScaffold(f"there is a folder {ROOM}/{name} already")
    function = name.replace("-", "_")
    if keyword.iskeyword(function) or not function.isidentifier():
        function = f"demo_{function}"
    folder.mkdir(parents=True)
    file = folder / "demo.py"
    file.write_text(_DEMO.format(function=function), encoding="utf-8")
    return file
