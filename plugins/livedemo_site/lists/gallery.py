"""The gallery: every demo once, with its claim, its size, its place in the text, how to embed it.

A ``demos`` fence becomes Markdown, so that headings and links are the host's own affair.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path

from livedemo.demo import Demo

from livedemo_site.fences.find import find
from livedemo_site.figures.addresses import address, reading
from livedemo_site.figures.figure import megabytes, parameters
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
    blocks: list[str] = []
    for path in _pages(file.parent, order):
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        page = path.relative_to(file.parent).as_posix()
        names = [fence.name for fence in find(text.splitlines()) if fence.word == "demo"]
        here = {name: left.pop(name) for name in dict.fromkeys(names) if name in left}
        if here:
            blocks.append(f"## {_title(text, page)}")
        for name, demo in here.items():
            blocks += _entry(site, name, demo, url, f"[{say('gallery.text')}]({page}#{name})", raw)
    if left:
        blocks.append(f"## {say('gallery.elsewhere')}")
    for name, demo in left.items():
        blocks += _entry(site, name, demo, url, "", raw)
    return "\n\n".join(blocks)


def _pages(folder: Path, order: Sequence[Path]) -> list[Path]:
    """All pages, in order; a front page last, since what it shows has its place elsewhere."""
    front = folder / "index.md"
    return sorted(reading(folder.rglob("*.md"), order), key=lambda page: page == front)


def _title(text: str, page: str) -> str:
    match = _TITLE.search(text)
    return match[1] if match else Path(page).stem.replace("-", " ").capitalize()


def _entry(
    site: Site,
    name: str,
    demo: Demo,
    url: str | None,
    link: str,
    raw: Callable[[str], str],
) -> Iterator[str]:
    """One demo: its question, its claim, what it needs, and where it is to be had."""
    title = demo.question or name
    own, place = escape(address(site.own(name), url)), escape(site.own(name))
    plain = _MARKUP.sub(r"\\\g<0>", escape(title, quote=False))
    yield f"### {plain}"
    yield demo.claim
    words = escape(site.project.sentences("figure.own_page"))
    page = raw(f'<a href="{own}" data-place="{place}">{words}</a>')
    embed = raw(
        f'<live-embed page="{own}" data-place="{place}" title="{escape(title)}"></live-embed>'
    )
    parts = (*_needs(site, name, demo), link, page, embed)
    yield " · ".join(part for part in parts if part)


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
