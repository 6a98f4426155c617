"""Making a page's figures right for the place where their HTML has ended up.

A host may show a figure on other pages than its own: a blog's index, a page for printing. What is
relative to a page is made relative to this one, and an id that stands there already gives way.
"""

from __future__ import annotations

import re
from itertools import count

from livedemo_site.assets.plan import PLACE
from livedemo_site.figures.addresses import UNPLACED, address
from livedemo_site.figures.ids import apart

START, END = "<live-demo ", "</live-demo>"
_FIGURE = re.compile(f"{START}.*?{END}", re.DOTALL)
_FILE = re.compile(rf'(?<=\s)((?:app|data-listed)=")(?![a-z]+://)[^"]*?(?={PLACE}/)')
_LINK = re.compile(r'<(?:a|img|live-embed)\b[^>]*\bdata-place="([^"]*)"[^>]*>')
_GOES = re.compile(r'(?<=\s)((?:href|src|page)=")[^"]*')
_ID = re.compile(r'(?<=\s)id="([^"]*)"')


def place(html: str, url: str) -> str:
    """The HTML of a finished page at ``url`` (see `address`); doing it twice changes nothing."""
    if START not in html and "data-place" not in html and UNPLACED not in html:
        return html
    root = address("", url)
    html = re.sub(rf'(?<=["\']){re.escape(UNPLACED)}', lambda _: root, html)

    def goes(match: re.Match[str]) -> str:
        return _GOES.sub(lambda found: f"{found[1]}{root}{match[1]}", match[0])

    def addressed(match: re.Match[str]) -> str:
        tag, end, rest = match[0].partition(">")
        return _FILE.sub(lambda found: found[1] + root, tag) + end + rest

    return _each_id_once(_LINK.sub(goes, _FIGURE.sub(addressed, html)))


def _each_id_once(html: str) -> str:
    """Number the figures whose ids stand in the page already; ``data-id`` keeps what they had."""
    figures = [match[0] for match in _FIGURE.finditer(html)]
    known = {match[1] for match in _ID.finditer(_FIGURE.sub("", html))}
    ids = [_id(figure) for figure in figures]
    copies = []
    for i, id in enumerate(ids):
        if id in known:
            copies.append(i)
        known.add(id)
    for i in copies:
        base = re.sub(r"-\d+$", "", ids[i])
        new = next(name for n in count(2) if (name := f"{base}-{n}") not in known)
        known.add(new)
        tag, end, rest = figures[i].partition(">")
        tag = _ID.sub(f'id="{new}" data-id="{ids[i]}"', tag, count=1)
        figures[i] = tag + end + apart(rest.replace(f"{ids[i]}--", f"{new}--"), new)
    left = iter(figures)
    return _FIGURE.sub(lambda _: next(left), html) if copies else html


def _id(figure: str) -> str:
    match = _ID.search(figure.partition(">")[0])
    return match[1] if match else ""
