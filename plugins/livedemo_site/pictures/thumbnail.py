"""A picture of what a demo shows: its result's HTML in an SVG file that needs nothing else.

An SVG file may hold HTML, and as an image it is drawn without scripts, without other files, and in
the colour scheme of the page around it. What is in it is the result with the rules that hold
for it, so it looks as the figure does, sharp at any size.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from xml.etree import ElementTree as etree

import tinyhtml5

from livedemo_site.figures.addresses import address
from livedemo_site.pictures.sheet import attributes, needed

FOLDER, ENDING = "pictures", ".svg"  # under the site's assets
WIDTH, HEIGHT = 480, 300  # as the result is laid out; a page shows it at any size
MOST = 25_000  # bytes of a file
HTML, SVG = "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"

_NEVER = {"script", "style", "template", "iframe", "object", "embed", "canvas", "noscript"}
_LOADED = {"img", "video", "audio", "source", "picture", "image", "link"}  # from other files
_WORDS = {"ld-say", "ld-note", "ld-see", "ld-verdict"}  # which the card has said already
_UNSEEN = {"ld-hidden", "ld-readout", "ld-wide"}
_SPOKEN = re.compile(r"(?:aria-|data-|on).*|role|tabindex|title|translate|type|name|value|style")
_GAPS = re.compile(r"\s+")
# The page's fonts do not reach an image. What is cut off at the lower edge fades.
_OWN = f"""
:root{{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}}
body,live-demo{{display:block;margin:0;font-size:15px}}
figure.ld-figure{{box-sizing:border-box;height:{HEIGHT}px;overflow:hidden;margin:0}}
figure.ld-figure{{padding:16px 18px;border:0;border-radius:0}}
figure.ld-figure::after{{content:"";position:absolute;inset:auto 0 0;height:36px}}
figure.ld-figure::after{{background:linear-gradient(transparent,var(--ld-bg))}}
.ld-figure .ld-result{{margin:0}}
.ld-result>:first-child{{margin-top:0}}
""".replace("\n", "")


def path(digest: str) -> str:
    """Where the file of that digest is under the site's assets."""
    return f"{FOLDER}/{digest}{ENDING}"


def img(place: str, url: str | None) -> str:
    """The element that shows the file at ``place``, from the site's root, on the page at ``url``.

    It is not asked for before a reader comes near, and says nothing: words beside it do.
    """
    where = f'src="{escape(address(place, url))}" data-place="{escape(place)}"'
    size = f'width="{WIDTH}" height="{HEIGHT}"'
    return f'<img class="ld-drawn" {where} {size} loading="lazy" alt="">'


def thumbnail(result: str, sheets: Sequence[str]) -> bytes | None:
    """The SVG file; None for a result that has nothing to be seen, or too much in one piece.

    Args:
        result: what a demo shows, as HTML.
        sheets: the stylesheet of figures, then those of the site's own.
    """
    views = seen(result)
    if not len(views):
        return None
    box = {"width": str(WIDTH), "height": str(HEIGHT)}
    root = etree.Element(f"{{{SVG}}}svg", {"viewBox": f"0 0 {WIDTH} {HEIGHT}", **box})
    style = etree.SubElement(root, f"{{{SVG}}}style")
    inner = etree.SubElement(root, f"{{{SVG}}}foreignObject", box)
    body = etree.SubElement(inner, f"{{{HTML}}}body")  # where sites set their variables
    demo = etree.SubElement(body, f"{{{HTML}}}live-demo", {"data-state": "static"})
    etree.SubElement(demo, f"{{{HTML}}}figure", {"class": "ld-figure"}).append(views)
    style.text = needed(sheets, root) + _OWN
    asked = attributes(style.text)
    for element in views.iter():
        for name in list(element.attrib):
            if _SPOKEN.fullmatch(name) and name not in asked:
                del element.attrib[name]
    room = MOST - len(style.text)
    while len(file := etree.tostring(plain(root), "unicode").encode()) > MOST:
        if not _cut(views, room):
            return None
    return file


def _cut(views: etree.Element, room: int) -> bool:
    """Take away what fits into no picture, or else what stands lowest, near the edge that cuts.

    ``room``: the bytes that there are for the views. Returns whether anything is left to be seen.
    """
    inside = views
    while len(inside) and _size(inside[-1]) > 0.9 * _size(views):  # nothing would be left
        inside = inside[-1]
    if not len(inside) or inside.tag == f"{{{SVG}}}svg":
        return False
    for view in inside:
        if _size(view) > room:
            inside.remove(view)
            return any(other.tag != f"{{{HTML}}}p" for other in inside)  # captions
    inside.remove(inside[-1])
    return True


def _size(element: etree.Element) -> int:
    return len(etree.tostring(element))


def plain(element: etree.Element, around: str = "") -> etree.Element:
    """A copy without prefixes: each element says which namespace it is of, where that changes."""
    space, _, name = element.tag[1:].partition("}")
    copy = etree.Element(name, {**({"xmlns": space} if space != around else {}), **element.attrib})
    copy.text, copy.tail = element.text, element.tail
    copy.extend(plain(each, space) for each in element)
    return copy


def seen(result: str) -> etree.Element:
    """What is to be seen of a result, in the element that holds it on a page."""
    body = tinyhtml5.parse(f"<!doctype html><body>{result}").find(f"{{{HTML}}}body")
    views = etree.Element(f"{{{HTML}}}div", {"class": "ld-result", "data-result": ""})
    if body is not None:
        _copy(body, views)
    pictures = [view for view in views if not _WORDS & _classes(view)]
    if pictures:  # words stand on the card
        for view in list(views):
            if view not in pictures:
                views.remove(view)
    return views


def _copy(source: etree.Element, target: etree.Element) -> None:
    """Put copies of what ``source`` holds into ``target``, but for what a picture can't show."""
    target.text = _GAPS.sub(" ", source.text or "")
    for element in source:
        tail = _GAPS.sub(" ", element.tail or "")
        if not isinstance(element.tag, str) or _left_out(element):
            if len(target):
                target[-1].tail = (target[-1].tail or "") + tail
            else:
                target.text += tail
            continue
        copy = etree.SubElement(target, element.tag, dict(element.attrib))
        copy.tail = tail
        _copy(element, copy)


def _left_out(element: etree.Element) -> bool:
    name = element.tag.rpartition("}")[2]
    return (
        name in _NEVER | _LOADED
        or "hidden" in element.attrib
        or (name == "details" and "open" not in element.attrib)
        or bool(_UNSEEN & _classes(element))
    )


def _classes(element: etree.Element) -> set[str]:
    return set(element.get("class", "").split())
