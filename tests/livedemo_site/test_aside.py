"""Figures leave a page while its words are read, and come back as they were."""

from __future__ import annotations

import pytest
from livedemo_site.figures.aside import Aside

FIGURE = '<live-demo name="a">\n<p>One</p>\n</live-demo>'


@pytest.mark.parametrize(
    "html",
    [
        "<p>None</p>",
        f"<p>x</p>\n{FIGURE}\n<p>y</p>",
        FIGURE + FIGURE.replace("One", r"\1 Two"),
        "<code>&lt;live-demo &gt;</code>" + FIGURE,
    ],
)
def test_figures_come_back_as_they_were(html: str) -> None:
    aside = Aside()
    words = aside.take(html)
    assert "One" not in words and "<live-demo" not in words
    assert aside.put_back(f"<main>{words}</main>") == f"<main>{html}</main>"
