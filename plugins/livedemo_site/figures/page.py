"""A page of its own for each demo: nothing but the figure, for links and frames."""

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
) -> str:
    """The page's HTML.

    Args:
        figure: the rendered element.
        base: the folder of the browser's code, relative to the page.
        site_name: what the link back is called.
        lang: the site's language.
        direction: of its writing, ``ltr`` or ``rtl``.
        image: the whole address of the page's social picture, by title and line; "" for none.
    """
    title = demo.question or name.replace("-", " ").capitalize()
    description = plain(str(line(demo.claim)))
    return render_page(
        lang=lang,
        title=title,
        description=description,
        image=image(title, description),
        base=base,
        direction=direction,
        home_url=UP,
        site_name=site_name,
        figure=Markup(figure),
    )
