"""What a page's head tells social networks: title, description, and a picture."""

from __future__ import annotations

import json
import re
from html import escape, unescape
from importlib.util import find_spec
from typing import Any

from livedemo_site.figures.page import plain
from livedemo_site.pictures.social import MISSING, NEEDED, Social
from livedemo_site.site import Site
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.pages import Page

log = get_plugin_logger("livedemo")
_TITLE = re.compile(r"<h1[^>]*>(.*?)(?:<a class=\"headerlink\".*?)?</h1>", re.DOTALL)
_FIRST = re.compile(r"</h1>\s*<p>(.*?[.!?])(?:\s.*?)?</p>", re.DOTALL)  # a page's first sentence
_FIGURE = re.compile(r'<live-demo name="([^"]*)"[^>]*? inputs="([^"]*)"')
_CLAIM = re.compile(r'<figcaption class="ld-claim"[^>]*>(.*?)</figcaption>', re.DOTALL)
_CARD = re.compile(r'<a class="ld-picture"[^>]* data-place="[^"]*?([^/"]+)/"')


def social(config: MkDocsConfig) -> Social | None:
    """The site whose pages get pictures; None, and a word about it, for one without an address."""
    if lacking := [name for name in NEEDED if find_spec(name) is None]:
        raise PluginError(f"livedemo: {MISSING} ({', '.join(lacking)} can't be imported)")
    if not config.site_url:
        log.info("social pictures need site_url: networks take whole addresses only")
        return None
    return Social(f"{config.site_url.rstrip('/')}/", config.site_name)


def described(html: str, page: Page, config: MkDocsConfig, site: Site) -> str:
    """A finished page with what networks ask for, unless its theme says it already."""
    if 'property="og:title"' in html:
        return html
    content = page.content or ""
    title = _TITLE.search(content)
    claim, figure, card = (each.search(content) for each in (_CLAIM, _FIGURE, _CARD))
    said: Any = page.meta.get("description")
    words = plain(title[1]) if title else str(page.title or config.site_name)
    sentence = claim or _FIRST.search(content)
    line = str(said or (plain(sentence[1]) if sentence else config.site_description) or "")
    name = figure[1] if figure else card[1] if card else ""
    inputs = json.loads(unescape(figure[2])) if figure else None
    told = {"og:title": words, "og:description": line}
    lines = [f'<meta property="{key}" content="{escape(value)}">' for key, value in told.items()]
    if image := site.card(words, line, name, inputs):
        lines.append(f'<meta property="og:image" content="{escape(image)}">')
        lines.append('<meta name="twitter:card" content="summary_large_image">')
    return re.sub(r"(?=</head>)", lambda _: "\n".join([*lines, ""]), html, count=1)
