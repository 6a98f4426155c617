"""A page of its own for each demo: nothing but the figure, for links and frames."""

from __future__ import annotations

import re
from html import unescape

from livedemo.demo import Demo
from markupsafe import Markup

from livedemo_site.assets.plan import PLACE
from livedemo_site.demos.discovery import ROOM
from livedemo_site.figures.figure import line, render_page

OURS = '<body class="ld-page">'  # what no page has that others make
UP = "../../"  # from demos/<name>/ to the site's root


def page_path(name: str) -> str:
    """The file of a demo's page in the built site."""
    return f"{ROOM}/{name}/index.html"


def page(name: str, demo: Demo, figure: str, *, element: str, site_name: str, lang: str) -> str:
    """The page's HTML.

    Args:
        figure: the rendered element.
        element: the folder of the browser's code under the site's assets.
        site_name: what the link back is called.
        lang: the site's language.
    """
    return render_page(
        lang=lang,
        title=demo.question or name.replace("-", " ").capitalize(),
        description=unescape(re.sub(r"<[^>]+>", "", str(line(demo.claim)))),
        base=f"{UP}{PLACE}/{element}/",
        home_url=UP,
        site_name=site_name,
        figure=Markup(figure),
    )
