"""The gallery: a card for every demo, with its picture, its claim, its size, its places.

A ``demos`` fence becomes Markdown, so that headings and links are the host's own affair. What is
around a card is raw HTML in blocks of its own, between which Markdown is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path

from livedemo.demo import Demo

from livedemo_site.embeds import addresses as embeds
from livedemo_site.fences.find import find
from livedemo_site.figures.addresses import address, reading
from livedemo_site.figures.figure import megabytes, parameters
from livedemo_site.pictures.thumbnail import img
from livedemo_site.site import Site

_TITLE = re.compile(r"^#[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_MARKUP = re.compile(r"[\\`*_\[\]]")


def gallery(
    site: Site,
    file: Path,
    url: str | None,
    order: Sequence[Path],
    raw: Callable[[str], str],
) -> str:
    """The Markdown of the gallery that stands in ``file``, at ``url``.

    Args:
        file: the gallery's own Markdown file; the pages are those in its folder and below.
        order: pages in the order of reading; others follow by name.
        raw: keeps HTML out of the Markdown parser's hands, and gives what stands for it.

    Raises:
        NoRuntime: nothing is known of what a figure downloads.
    """
    left = {name: found.demo for name, found in site.project.demos.items() if found.demo}
    say = site.project.sentences
    groups: dict[str, list[str]] = {}  # the cards by their heading, as Markdown blocks
    for path in _pages(file.parent, order):
        text = _read(path)
        page = path.relative_to(file.parent).as_posix()
        names = [fence.name for fence in find(text.splitlines()) if fence.word == "demo"]
        here = {name: left.pop(name) for name in dict.fromkeys(names) if name in left}
        cards = groups.setdefault(_heading(path, text, file.parent), []) if here else []
        for name, demo in here.items():
            cards += _card(site, name, demo, url, f"[{say('gallery.text')}]({page}#{name})", raw)
    if left:
        groups[say("gallery.elsewhere")] = [
            block for name, demo in left.items() for block in _card(site, name, demo, url, "", raw)
        ]
    blocks: list[str] = []
    for heading, cards in groups.items():
        blocks += [f"## {heading}", raw('<div class="ld-cards">'), *cards, raw("</div>")]
    return "\n\n".join(blocks)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig", errors="replace")


def _pages(folder: Path, order: Sequence[Path]) -> list[Path]:
    """All pages, in order; a front page last, since what it shows has its place elsewhere."""
    front = folder / "index.md"
    return sorted(reading(folder.rglob("*.md"), order), key=lambda page: page == front)


def _heading(page: Path, text: str, folder: Path) -> str:
    """What the cards of a page stand below: its title, or that of the folder it belongs to.

    A folder with a front page, below that of the gallery, is one group.
    """
    front = page.with_name("index.md")
    group = front if page.parent != folder and front.is_file() else page
    match = _TITLE.search(text if group == page else _read(group))
    return match[1] if match else group.stem.replace("-", " ").capitalize()


def _card(
    site: Site,
    name: str,
    demo: Demo,
    url: str | None,
    link: str,
    raw: Callable[[str], str],
) -> Iterator[str]:
    """One demo: what it shows, asks and claims, what it needs, and where it is to be had."""
    title = demo.question or name
    own, place = escape(address(site.own(name), url)), escape(site.own(name))
    plain = _MARKUP.sub(r"\\\g<0>", escape(title, quote=False))
    yield raw('<div class="ld-card">')
    if picture := site.picture(name, demo.defaults):
        image = img(picture, url)
        # A shortcut for who points at it; all else is offered below, in words.
        to = f'href="{own}" data-place="{place}" tabindex="-1" aria-hidden="true"'
        yield raw(f'<div><a class="ld-picture" {to}>{image}</a></div>')
    yield f"### {plain}"
    yield demo.claim
    yield raw('<div class="ld-facts">')
    words = escape(site.project.sentences("figure.own_page"))
    page = raw(f'<a href="{own}" data-place="{place}">{words}</a>')
    frame = embeds.frame(name, site.home)
    there, place = escape(address(frame, url)), escape(frame)
    embed = raw(
        f'<live-embed page="{there}" data-place="{place}" title="{escape(title)}"></live-embed>'
    )
    if needs := " · ".join(_needs(site, name, demo)):
        yield needs
    yield " · ".join(part for part in (link, page, embed) if part)
    yield raw("</div>")
    yield raw("</div>")


def _needs(site: Site, name: str, demo: Demo) -> Iterator[str]:
    """Its models with their sizes, and what the first gesture downloads."""
    manifests, say = site.project.models(), site.project.sentences
    for model in dict.fromkeys(demo.models.values()):
        facts = manifests[model].facts if model in manifests else {}
        number = facts.get("parameters")
        size = f", {parameters(number, say)}" if number else ""
        yield f"{facts.get('title', model)}{size}"
    if not site.dry and name in site.plan.sizes:
        yield say("gallery.loads", size=megabytes(site.plan.sizes[name], say))
