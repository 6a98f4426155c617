"""Finishing a site that was built by a host that has no plugin of ours.

The Markdown extension alone can't know where a page will stand, nor add to its head. Here both
are made up for: addresses become relative to their page, and each page gets the stylesheet and
the module. Doing it twice changes nothing.
"""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path

from livedemo_site.assets.plan import PLACE
from livedemo_site.figures.addresses import address
from livedemo_site.figures.placing import place

_OURS = re.compile(rf'[^"\']*{re.escape(PLACE)}/app-[0-9a-f]+/')
_APP = re.compile(rf"(?<=[\"'/:]){re.escape(PLACE)}/site\.[0-9a-f]{{12}}\.json")
_HEAD = re.compile(r"</head\s*>", re.IGNORECASE)
_ROOTED = re.compile(r"""\s(?:src|href)=["'](/(?:[^"'/]+/)*)assets/""")
_HTML = re.compile(r"<html\b[^>]*>", re.IGNORECASE)
_LANGUAGE = re.compile(r"""\s(lang|dir)=["']?([\w-]+)""")
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


def complete(site: Path, code: str, app: str) -> int:
    """Complete all pages of a built site; returns how many changed.

    Args:
        site: the built site's folder.
        code: the folder of the page's code, from the site's root.
        app: the file that tells a page about its figures, from the site's root.
    """
    changed = 0
    for file in sorted(site.rglob("*.html")):
        if not file.is_file():
            continue
        # bytes that are no UTF-8 are somebody else's page, and stay as they are
        before = file.read_bytes().decode("utf-8", "surrogateescape")
        # A host may have kept a page that it rendered when a demo was another.
        after = _APP.sub(app, before)
        after = _complete(after, file.relative_to(site).as_posix(), code)
        if after != before:
            file.write_bytes(after.encode("utf-8", "surrogateescape"))
            changed += 1
    return changed


def _complete(html: str, url: str, code: str) -> str:
    if url == "404.html" and (base := _ROOTED.search(html)):  # served at any address
        url = base[1] + url
    html = place(html, url)
    folder = address(f"{code}/", url)
    if _OURS.search(html.partition("<live-demo")[0]):  # it has them, perhaps an older build's
        return _OURS.sub(lambda _: folder, html)
    tags = (
        f'<link rel="stylesheet" href="{escape(folder)}page/livedemo.css">\n'
        f'<script src="{escape(folder)}page/guard.js" defer></script>\n'
        f'<script type="module" src="{escape(folder)}page/element.js"></script>\n'
    )
    # All pages, since a host that swaps pages without loading them keeps the first one's head.
    return _HEAD.sub(lambda end: tags + end[0], html, count=1)


def language(site: Path) -> tuple[str, str]:
    """The language that a site's front page has, and its direction, ``ltr`` or ``rtl``."""
    index = site / "index.html"
    text = index.read_text(encoding="utf-8") if index.is_file() else ""
    tag = _HTML.search(text)
    found = dict(_LANGUAGE.findall(tag[0])) if tag else {}
    return unescape(found.get("lang", "en")), "rtl" if found.get("dir") == "rtl" else "ltr"


def title(site: Path) -> str:
    """What the site calls itself on its front page, "" where it has none."""
    index = site / "index.html"
    found = (
        _TITLE.search(index.read_text(encoding="utf-8", errors="replace"))
        if index.is_file()
        else None
    )
    return " ".join(unescape(found[1]).split()) if found else ""
