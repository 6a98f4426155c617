"""The picture that a social network shows of a page: its title, a line, and what a figure shows.

Networks take no SVG. The card is HTML with the style of figures, the site's own included, and is
drawn by Blitz, which needs no browser, has one font with it and gives the same bytes everywhere.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any
from xml.etree import ElementTree as etree

import tinycss2

from livedemo_site.pictures.paint import outermost, paint, size
from livedemo_site.pictures.sheet import needed
from livedemo_site.pictures.thumbnail import HTML, plain, seen


@dataclass(frozen=True)
class Social:
    """What the cards of a site need to know of it: its address, ending in a slash, and its name."""

    url: str
    name: str


FOLDER, ENDING = "social", ".png"  # under the site's assets
WIDTH, HEIGHT = 1200, 630
MOST = 120  # characters of the line
LONG = 28  # characters of a title that is set smaller
LIBRARIES = ("blitz-py", "fonttools")
NEEDED = ("blitz_py", "fontTools", "brotli")
MISSING = "social pictures need blitz-py and fontTools: pip install 'livedemo[social]'"
_URL = re.compile(r"""url\(\s*["']?([^"')?#]+)["']?\s*\)""")

_STYLE = """
html, body { margin: 0 }
live-demo { all: initial; display: block; position: relative; overflow: hidden;
  width: 1200px; height: 630px; background: var(--ld-raised); color: var(--ld-fg);
  font: 17px/1.5 var(--ld-font, sans-serif) }
.ld-name { position: absolute; left: 64px; top: 56px; font: 27px/1.5 var(--ld-mono) }
.ld-rule { display: flex; height: 6px }
.ld-rule i { flex: 1; background: var(--ld-token) }
h1 { position: absolute; left: 64px; top: 165px; width: 470px; margin: 0; color: var(--ld-fg);
  font: 400 60px/1.1 var(--ld-text, var(--ld-font, sans-serif)) }
h1.ld-long { font-size: 46px }
.ld-alone h1 { width: 1072px; font-size: 88px }
.ld-alone .ld-line { width: 800px }
.ld-line { position: absolute; left: 64px; bottom: 56px; width: 470px; color: var(--ld-soft);
  font-size: 26px; line-height: 1.35 }
.ld-figure { position: absolute; left: 600px; top: 66px; width: 522px; height: 420px; margin: 0;
  padding: 24px 30px; overflow: hidden; border: 0; border-top: 3px solid var(--ld-fg);
  border-radius: 0; background: var(--ld-bg); transform: scale(1.15); transform-origin: 0 0 }
.ld-figure .ld-bars-room { container-type: normal }
.ld-figure .ld-bars :is(tbody, caption) { display: block }
.ld-figure table.ld-bars { display: block }
.ld-figure .ld-bars tr { display: flex; align-items: center }
.ld-figure .ld-bars th { flex: none; width: 130px; overflow: hidden; white-space: nowrap }
.ld-figure .ld-bars th bdi { max-width: none }
.ld-figure .ld-bars td.ld-bar { flex: 1; min-width: 0 }
.ld-figure .ld-bars td.ld-number { flex: none; width: auto; min-width: 72px }
"""


def path(digest: str) -> str:
    """Where the file of that digest is under the site's assets."""
    return f"{FOLDER}/{digest}{ENDING}"


def card(
    title: str,
    line: str,
    name: str,
    result: str,
    sheets: Sequence[str],
    fonts: Sequence[bytes],
) -> bytes:
    """The PNG file.

    Args:
        title: the page's.
        line: a sentence about it.
        name: the site's.
        result: what the page's first figure shows, "" for none.
        sheets: as for a thumbnail.
        fonts: the site's own; see `fonts_of`.
    """
    import blitz_py

    views = seen(result)
    body = etree.Element(f"{{{HTML}}}body")  # where sites set their variables
    root = _put(body, "live-demo", "" if len(views) else "ld-alone")
    called = _put(root, "div", "ld-name", name)
    rule = _put(called, "div", "ld-rule")
    for colour in range(4):
        _put(rule, "i", f"ld-c{colour}")
    _put(root, "h1", "ld-long" if len(title) > LONG else "", title)
    _put(root, "p", "ld-line", shorten(line, MOST, placeholder="…"))
    if len(views):
        _put(root, "figure", "ld-figure").append(views)
    style = needed(sheets, body) + _STYLE
    paint(body, sheets)
    pieces = list(outermost(root))
    for number, svg in enumerate(pieces):
        svg.set("id", f"ld-{number}")

    def page() -> str:
        shown = etree.tostring(plain(body), "unicode", method="html")
        return f"<!doctype html><style>{style}</style>{shown}"

    given: dict[str, Any] = {"width": WIDTH, "height": HEIGHT, "fonts": list(fonts)}
    boxes = blitz_py.Template(page(), **given).boxes()
    for svg in pieces:
        size(svg, boxes.get(svg.get("id", ""), (0, 0, 0, 0))[2:])
    return bytes(blitz_py.render_png(page(), **given))


def _put(parent: etree.Element, name: str, kind: str, text: str = "") -> etree.Element:
    element = etree.SubElement(parent, f"{{{HTML}}}{name}", {"class": kind})
    element.text = text
    return element


def fonts_of(sheets: Sequence[Path]) -> Iterator[bytes]:
    """The fonts that stylesheets bring, each under the name that they give it."""
    from fontTools.ttLib import TTFont

    for path, family in fonts_in(sheets).items():
        font = TTFont(path, recalcTimestamp=False)
        font.flavor = None
        for record in font["name"].names:
            if record.nameID in (1, 16):
                record.string = family
        data = io.BytesIO()
        font.save(data)
        yield data.getvalue()


def fonts_in(sheets: Sequence[Path]) -> dict[Path, str]:
    """The files of the fonts that stylesheets bring, with the family that each is of."""
    found: dict[Path, str] = {}
    for sheet in sheets:
        for node in tinycss2.parse_stylesheet(sheet.read_text("utf-8-sig", "replace"), True, True):
            if node.type == "at-rule" and node.lower_at_keyword == "font-face":
                said = {
                    each.lower_name: tinycss2.serialize(each.value).strip()
                    for each in tinycss2.parse_blocks_contents(node.content, True, True)
                    if each.type == "declaration"
                }
                source = _URL.search(said.get("src", ""))
                path = sheet.parent / source[1] if source else sheet
                if path != sheet and path.is_file():
                    found.setdefault(path, said.get("font-family", "").strip("\"'"))
    return found
