"""A site that is kept for reading without a network: what is added to a built one.

`add` puts a service worker beside the pages (`sw.js`), which knows the digests of this very build,
the list of what is kept when all is (`offline.json`), and what makes the site installable
(`site.webmanifest`). Each page that has figures' code loads ``page/offline.js`` with it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote

from livedemo_site.assets.plan import PLACE
from livedemo_site.embeds.addresses import ROOM
from livedemo_site.pictures import social
from livedemo_site.sentences import Sentences

WORKER, LIST, INSTALL = "sw.js", "offline.json", "site.webmanifest"
_SOURCE = Path(__file__).with_name(WORKER)
# What no reader loads: pages for frames of other sites, maps of sources, pictures for networks.
_LEFT = re.compile(rf"(.*/)?{ROOM}/|.*\.map$|{WORKER}$|{PLACE}/{social.FOLDER}/.*\{social.ENDING}$")
_PACKED = (".gz", ".br")  # a file beside one of the same name, which a server may send in its place
# Files of ours whose name, or whose folder's, is a digest, and which figures check before use.
_NAMED = re.compile(rf"{PLACE}/(?!app-|manifest\.json$)")
_ELEMENT = re.compile(
    r'<script\b[^>]*\bsrc="(?P<code>[^"]*/app-\w+/page/)element\.js"[^>]*></script>'
)
_ADDED = re.compile(
    r'<script\b[^>]*/offline\.js" data-build="[^"]*"></script>'
    rf'|<link rel="manifest" href="[^"]*{INSTALL}">'
)
_OFFER = re.compile(r"<live-offline\b[^>]*>.*?</live-offline>", re.DOTALL)
_EMPTY = "<live-offline></live-offline>"
_ICON = re.compile(
    r"<link\b(?=[^>]*\srel=[\"']?(?:shortcut )?icon\b)[^>]*\shref=[\"']?([^\"'\s>]+)"
)


#: Why a site can't be kept whose browser's runtime is elsewhere.
SHARED = "a site that is kept without a network has its runtime in it: leave out runtime_url"


class Taken(Exception):
    """A file of the site's own stands where one of ours must; the message says which."""


def add(site: Path, name: str, language: str, say: Sentences) -> None:
    """Make a built site one that is kept. Doing it twice changes nothing.

    Args:
        site: the folder of the built site, to which nothing is added afterwards.
        name: the site's.
        language: of its pages.
        say: what the page says that was not kept.

    Raises `Taken`, and then leaves all as it was.
    """
    mark = _SOURCE.read_text(encoding="utf-8").partition("\n")[0]
    worker = site / WORKER
    ours = worker.is_file() and worker.read_text(encoding="utf-8", errors="replace").startswith(
        mark
    )
    for path in (WORKER, LIST, INSTALL):
        if ours:
            (site / path).unlink(missing_ok=True)
        elif (site / path).exists():
            raise Taken(f"{path} is a file of the site's own, and one that livedemo/offline makes")
    for page in _pages(site):
        _rewrite(page, lambda text: _OFFER.sub(_EMPTY, _ADDED.sub("", text)))
    build = _digest("".join(_digest(path.read_bytes()) for path in _files(site)).encode())
    whole = sum(path.stat().st_size for path in _files(site))
    (site / INSTALL).write_text(_install(site, name, language), encoding="utf-8")
    for page in _pages(site):
        _rewrite(page, lambda text: _complete(text, build, whole, say))
    wanted = [{"path": _address(site, path), "bytes": path.stat().st_size} for path in _files(site)]
    _write_json(site / LIST, {"whole": [*wanted, {"path": LIST, "bytes": 0}]})
    known = {
        path.relative_to(site).as_posix(): _digest(path.read_bytes())
        for path in _files(site)
        if not _NAMED.match(path.relative_to(site).as_posix())
    }
    worker.write_text(_worker(build, known, language, say), encoding="utf-8")


def _files(site: Path) -> Iterator[Path]:
    """What is kept when all is, in an order that no disk decides."""
    for path in sorted(site.rglob("*")):
        packed = path.suffix in _PACKED and path.with_suffix("").is_file()
        if path.is_file() and not packed and not _LEFT.match(path.relative_to(site).as_posix()):
            yield path


def _address(site: Path, path: Path) -> str:
    """A file's address from the site's root; a folder's page is the folder's."""
    return quote(re.sub(r"(^|/)index\.html$", r"\1", path.relative_to(site).as_posix()))


def _pages(site: Path) -> Iterator[Path]:
    return (path for path in _files(site) if path.suffix == ".html")


def _rewrite(page: Path, change: Callable[[str], str]) -> None:
    before = page.read_text(encoding="utf-8", errors="surrogateescape")
    if (after := change(before)) != before:
        page.write_text(after, encoding="utf-8", errors="surrogateescape")


def _complete(text: str, build: str, whole: int, say: Sentences) -> str:
    """A page that loads what keeps it, and offers to keep all where its author says so."""
    if (element := _ELEMENT.search(text)) is None:
        return text
    code = element["code"]
    root = code.partition(f"{PLACE}/")[0]
    script = f'<script type="module" src="{code}offline.js" data-build="{build}"></script>'
    link = "" if 'rel="manifest"' in text else f'<link rel="manifest" href="{root}{INSTALL}">'
    words = f"<span>{escape(say('offline.static'))}</span>"
    offer = f'<live-offline data-bytes="{whole}">{words}</live-offline>'
    text = text.replace(element[0], f"{element[0]}{script}", 1).replace(_EMPTY, offer)
    return re.sub(r"(?=</head>)", lambda _: link, text, count=1)


def _install(site: Path, name: str, language: str) -> str:
    """What a browser asks for before it installs a site; its icon is the front page's."""
    front = site / "index.html"
    icon = front.is_file() and _ICON.search(front.read_text(encoding="utf-8", errors="replace"))
    icons = [{"src": unescape(icon[1]), "sizes": "any"}] if icon else []
    return json.dumps(
        {
            "name": name,
            "short_name": name,
            "lang": language,
            "start_url": ".",
            "scope": ".",
            "display": "minimal-ui",
            "icons": icons,
        },
        ensure_ascii=False,
        indent=1,
    )


def _worker(build: str, known: dict[str, str], language: str, say: Sentences) -> str:
    """The service worker of one build."""
    unread = (
        f'<!doctype html><html lang="{escape(language)}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" '
        f'content="light dark"><title>{escape(say("offline.unread"))}</title>'
        f"<p>{escape(say('offline.unread'))}</p>"
    )
    source = _SOURCE.read_text(encoding="utf-8")
    for mark, value in (
        ('"{build}"', json.dumps(build)),
        ("[/* files */]", json.dumps(list(known.items()), separators=(",", ":"))),
        ('"{unread}"', json.dumps(unread, ensure_ascii=False)),
    ):
        before, found, after = source.partition(mark)
        if not found:
            raise ValueError(f"{WORKER} has no {mark}")
        source = before + value + after
    return source


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _digest(data: bytes) -> str:
    """The first half of a sha256."""
    return hashlib.sha256(data).hexdigest()[:32]
