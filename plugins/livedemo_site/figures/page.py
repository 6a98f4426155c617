"""Pages of one figure and nothing else: a demo's own, for links, and one for frames."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from livedemo.demo import Demo
from markupsafe import Markup

from livedemo_site.figures.figure import line, render_page

OURS = '<body class="ld-page">'  # what no page has that others make
UP = "../../"  # from demos/<name>/ to the home page


def plain(html: str) -> str:
    """The words of some HTML, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def title_of(name: str, demo: Demo) -> str:
    """What a demo's own pages are called."""
    return demo.question or name.replace("-", " ").capitalize()


def page(
    name: str,
    demo: Demo,
    figure: str,
    *,
    base: str,
    site_name: str,
    lang: str,
    direction: str,
    image: Callable[[str, str], str],
    oembed: str,
    framed: str = "",
) -> str:
    """The page's HTML.

    Args:
        figure: the rendered element.
        base: the folder of the browser's code, relative to the page.
        site_name: what the link back is called.
        lang: the site's language.
        direction: of its writing, ``ltr`` or ``rtl``.
        image: the whole address of the page's social picture, by title and line; "" for none.
        oembed: the whole address of what tells of the demo to other sites, "" for none.
        framed: for a page that stands in frames, the demo's own, relative to it.
    """
    title = title_of(name, demo)
    description = plain(str(line(demo.claim)))
    return render_page(
        lang=lang,
        title=title,
        description=description,
        image="" if framed else image(title, description),
        base=base,
        direction=direction,
        home_url=UP,
        own_url=framed,
        site_name=site_name,
        figure=Markup(figure),
        oembed=oembed,
        framed=bool(framed),
    )
