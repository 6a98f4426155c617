"""Where a project is on disk, and where its files are from a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from livedemo_site.demos.discovery import ROOM

UNPLACED = "livedemo:"  # starts an address on a page whose own address is not known


def project_root(start: Path | str | None = None) -> Path:
    """The folder to work in: ``start``, or else the nearest above that has demos or mkdocs.yml."""
    if start is not None:
        return Path(start).resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / ROOM).is_dir() or (folder / "mkdocs.yml").is_file():
            return folder
    return here


def reading(pages: Iterable[Path], order: Sequence[Path]) -> list[Path]:
    """``pages`` in the ``order`` of reading; those that it lacks come last, by name."""
    places = {page: i for i, page in enumerate(order)}
    return sorted(sorted(pages), key=lambda page: places.get(page, len(places)))


def address(target: str, url: str | None) -> str:
    """``target``, a path from the site's root, as seen from the page at ``url``.

    A page that is served at any address, such as 404.html, has the address of the root itself
    for ``url``: it starts with a slash.
    """
    if url is None:
        return UNPLACED + target
    if url.startswith("/"):
        return url.rpartition("/")[0] + "/" + target
    return "../" * url.removeprefix("./").count("/") + target
