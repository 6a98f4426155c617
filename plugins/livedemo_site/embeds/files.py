"""The two scripts that other sites load, and what oEmbed 1.0 tells them of a demo."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path

from livedemo_site.embeds.addresses import ELEMENT, RESIZE

_SCRIPTS = Path(__file__).parent / "scripts"
WIDTH, HEIGHT = 736, 800  # px of a frame, where nobody says more; a longer figure scrolls within
CARD = (1200, 630)  # of a social picture
CACHED = 86_400  # seconds that a site may keep what it was told


def scripts() -> Mapping[str, str]:
    """The scripts by their place; the element's does what that for plain frames does, too."""
    resize = (_SCRIPTS / "resize.js").read_text("utf-8")
    return {RESIZE: resize, ELEMENT: resize + (_SCRIPTS / "live-demo.js").read_text("utf-8")}


def iframe(address: str, title: str) -> str:
    """The HTML that puts a figure into a page, without any script."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{HEIGHT}"'
        ' loading="lazy" frameborder="0"></iframe>'
    )


def told(address: str, title: str, *, site_name: str, site_url: str, picture: str) -> str:
    """A response of oEmbed, of the type ``rich``, as JSON.

    Args:
        address: the whole address of the page for frames.
        picture: that of a social picture, "" for none.
    """
    response: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": site_name,
        "provider_url": site_url,
        "cache_age": CACHED,
        "html": iframe(address, title),
        "width": WIDTH,
        "height": HEIGHT,
    }
    if picture:
        width, height = CARD
        response.update(thumbnail_url=picture, thumbnail_width=width, thumbnail_height=height)
    return json.dumps(response, ensure_ascii=False, indent=1) + "\n"
