"""Social pictures: of one size, the same each time, with the colours that a browser would find."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from xml.etree import ElementTree as etree

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from livedemo_site.pictures.paint import outermost, paint, size
from livedemo_site.pictures.social import card, fonts_in, fonts_of
from livedemo_site.pictures.thumbnail import HTML, SVG, seen

SHEET = """@layer livedemo {
  live-demo { --ld-fg: light-dark(#102030, red); --ld-bg: white; --ld-raised: #eee; }
  .ld-c0 { --ld-token: var(--ld-token-0, #e69f00); }
  .ld-x { --own: var(--nowhere); --ld-quantity: var(--own, var(--ld-fg)); }
  .ld-x rect { fill: var(--ld-quantity); stroke: color-mix(in srgb, #ff0000 25%, var(--ld-bg)); }
}"""
RESULT = '<div class="ld-x"><svg viewBox="0 0 10 10"><rect width="9" height="9"/></svg></div>'


def size_of(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_it_is_a_png_of_the_size_that_networks_ask_for_and_the_same_each_time() -> None:
    first = card("A title", "A line", "Site", RESULT, [SHEET], [])
    assert size_of(first) == (1200, 630)
    assert card("A title", "A line", "Site", RESULT, [SHEET], []) == first
    assert card("A title", "A line", "Site", "", [SHEET], []) != first
    assert card("A title", "Another", "Site", RESULT, [SHEET], []) != first


def painted(sheet: str) -> etree.Element:
    root = etree.Element(f"{{{HTML}}}live-demo")
    root.append(seen(RESULT))
    paint(root, [sheet])
    rect = root.find(f".//{{{SVG}}}rect")
    assert rect is not None
    return rect


def test_colours_are_those_of_the_light_scheme() -> None:
    rect = painted(SHEET)
    assert rect.get("fill") == "rgb(16,32,48)"  # what has no value is as good as not said
    assert rect.get("stroke") == "rgb(255,191,191)"


@pytest.mark.parametrize(
    ("declared", "fill"),
    [
        ("fill: none", "none"),
        ("fill: currentColor", "currentColor"),
        ("fill: var(--a, rgb(1 2 3 / 50%))", "rgba(1,2,3,0.5)"),
        ("--a: var(--b); --b: var(--a); fill: var(--a)", None),
        ("fill: color-mix(in srgb, #0000ff 25%, transparent)", "rgba(0,0,255,0.25)"),
    ],
)
def test_values(declared: str, fill: str | None) -> None:
    assert painted(f"@layer livedemo {{ rect {{ {declared} }} }}").get("fill") == fill


def test_strokes_that_keep_their_width_keep_it() -> None:
    root = etree.fromstring(
        f'<b><svg xmlns="{SVG}" viewBox="0 0 1000 500"><path vector-effect="non-scaling-stroke"'
        ' stroke-width="2px"/></svg></b>'
    )
    (piece,) = outermost(root)
    size(piece, (100, 50))
    assert piece.get("viewBox") == "0 0 100 50" and piece[0].get("viewBox") == "0 0 1000 500"
    assert piece[0][0].get("stroke-width") == "20"


def test_fonts_have_the_name_that_the_site_gives_them(tmp_path: Path) -> None:
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef"])
    font.setupCharacterMap({})
    font.setupGlyf({".notdef": Glyph()})
    font.setupHorizontalMetrics({".notdef": (500, 0)})
    font.setupHorizontalHeader()
    font.setupNameTable({"familyName": "Another", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.font.flavor = "woff2"
    font.save(tmp_path / "x.woff2")
    face = '@font-face { font-family: "Ours"; src: url("x.woff2") format("woff2") }'
    sheet = tmp_path / "s.css"
    sheet.write_text(face + face + '@font-face { font-family: No; src: url("y.woff2") }')
    assert fonts_in([sheet]) == {tmp_path / "x.woff2": "Ours"}
    (data,) = fonts_of([sheet])
    assert TTFont(io.BytesIO(data))["name"].getDebugName(1) == "Ours"
    assert list(fonts_of([sheet])) == [data]
