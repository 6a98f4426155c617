"""The pages that MkDocs knows, and where links lead among them."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import urlsplit

from livedemo_site.demos.discovery import ROOM
from livedemo_site.figures.crossings import own_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files


def source(file: File, config: MkDocsConfig) -> Path:
    """A page's Markdown file; one that another plugin makes is named as if it had one."""
    return Path(file.abs_src_path or Path(config.docs_dir) / file.src_uri)


def linked(path: str, file: File, files: Files, config: MkDocsConfig, home: str) -> Path | None:
    """The Markdown file of the page that ``path`` leads to, as a link of the page ``file`` has it.

    It may name a file or an address; an absolute one is of the host, or of the docs. The demos' own
    pages are in the folder ``home``.
    """
    # The beginning of a post, on a blog's index, has that page's address for the while.
    file = files.get_file_from_path(file.src_uri) or file
    if path.startswith("/"):
        base = urlsplit(config.site_url or "").path
        uri, url = path[1:], (path.removeprefix(base) if base else path).lstrip("/")
    else:
        uri, url = _joined(file.src_uri, path), _joined(file.url, path)
    found = files.get_file_from_path(posixpath.normpath(uri)) if uri.endswith(".md") else None
    if found is None:
        pages = files.documentation_pages()
        found = next((page for page in pages if _plain(page.url) == _plain(url)), None)
    if found is not None:
        return source(found, config)
    own = re.fullmatch(rf"{home}{ROOM}/([\w-]+)", _plain(url))
    return own_page(own[1]) if own else None


def _joined(base: str, path: str) -> str:
    return posixpath.join(posixpath.dirname(base), path)


def _plain(url: str) -> str:
    """An address without what makes no difference."""
    plain = posixpath.normpath(url.removesuffix("index.html") or ".")
    return "" if plain == "." else plain
