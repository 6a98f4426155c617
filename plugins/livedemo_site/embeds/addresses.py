"""Where embeds are. Other sites hold these addresses for years, so they never change.

A later form of the messages or of the pages gets a folder beside this one, which stays.
"""

from __future__ import annotations

ROOM = "embed/v1"
ELEMENT, RESIZE = f"{ROOM}/live-demo.js", f"{ROOM}/resize.js"


def frame(name: str, home: str = "") -> str:
    """The page of a demo for frames, from the site's root; ``home`` is its language's folder."""
    return f"{home}{ROOM}/{name}/"


def oembed(name: str, home: str = "") -> str:
    """The file that tells of a demo by oEmbed."""
    return f"{frame(name, home)}oembed.json"
