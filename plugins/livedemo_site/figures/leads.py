"""Where figures lead: links to other figures in what a demo shows."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from livedemo_site.demos.discovery import ROOM

# What the template of `livedemo.See` makes.
_LINK = re.compile(rf'<a href="#[^"]*" data-place="{ROOM}/([^"]+)/#[^"]*" data-sets="([^"]*)">')


class Lead(NamedTuple):
    """A link to the figure of a demo, and the values that it sets, as JSON."""

    demo: str
    sets: str


def leads(html: str) -> list[Lead]:
    """Those in a result, each once."""
    return sorted({Lead(match[1], unescape(match[2])) for match in _LINK.finditer(html)})
