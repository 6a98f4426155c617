"""What other sites load: two scripts, a page for frames, and what oEmbed tells them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from livedemo_site.embeds.files import scripts
from livedemo_site.site import Site

URL = "https://example.org/docs/"
OEMBED = "application/json+oembed"
GIVEN_OUT = {"live-demo.js": "9acee66e0d413336", "resize.js": "bf13428853294494"}


class Tags(HTMLParser):
    """The start tags of some HTML, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def one(self, element: str, **wanted: str) -> dict[str, str | None]:
        (found,) = [a for tag, a in self.all if tag == element and wanted.items() <= a.items()]
        return found


@pytest.fixture
def files(site: Site) -> Mapping[str, str]:
    """All pages and files of a site with an address, by their whole addresses."""
    site.url = URL
    made = dict([*site.pages("A & B"), *site.embeds("A & B")])
    return {URL + path.removesuffix("index.html"): text for path, text in made.items()}


def consume(address: str, files: Mapping[str, str]) -> dict[str, Any]:
    """What a consumer makes of a bare address, by the specification of oEmbed 1.0.

    Section 4 (discovery), 2.3.4 (response parameters), 2.3.4.4 (the type rich).
    """
    link = Tags(files[address]).one("link", rel="alternate", type=OEMBED)
    response: dict[str, Any] = json.loads(files[link["href"] or ""])
    assert response["version"] == "1.0"
    assert response["type"] == "rich"
    for key in ("title", "provider_name", "provider_url", "html"):
        assert isinstance(response[key], str) and response[key]
    for key in ("width", "height", "cache_age"):
        assert type(response[key]) is int and response[key] > 0
    thumbnail = [f"thumbnail_{part}" in response for part in ("url", "width", "height")]
    assert all(thumbnail) or not any(thumbnail)
    return response


def test_a_bare_address_becomes_a_figure(files: Mapping[str, str]) -> None:
    """That of a demo's own page, and that of its page for frames."""
    for address in (f"{URL}demos/hello-world/", f"{URL}embed/v1/hello-world/"):
        response = consume(address, files)
        assert response["provider_name"] == "A & B" and response["provider_url"] == URL
        assert "thumbnail_url" not in response  # the site has no social pictures
        frame = Tags(response["html"]).one("iframe")
        assert len(Tags(response["html"]).all) == 1  # no script: few sites would keep it
        assert (frame["title"], frame["height"]) == (response["title"], str(response["height"]))
        framed = files[frame["src"] or ""]
        assert '<live-demo name="hello-world"' in framed and "data-result" in framed


def test_the_page_for_frames_leads_to_the_demos_own(files: Mapping[str, str]) -> None:
    address = f"{URL}embed/v1/hello-world/"
    tags = Tags(files[address])
    own = f"{URL}demos/hello-world/"
    for link in (tags.one("link", rel="canonical"), tags.one("a", **{"class": "ld-own"})):
        assert urljoin(address, link["href"]) == own
    assert tags.one("base") == {"target": "_blank"}  # never the figure's own frame
    assert tags.one("meta", name="robots")["content"] == "noindex"


def test_a_site_without_an_address_has_no_oembed(site: Site) -> None:
    made = dict([*site.pages("Site"), *site.embeds("Site")])
    assert "embed/v1/hello-world/index.html" in made
    assert not [path for path in made if path.endswith(".json")]
    assert OEMBED not in "".join(made.values())


def test_the_script_for_plain_frames_is_small() -> None:
    assert len(scripts()["embed/v1/resize.js"].encode()) <= 2048


def test_what_was_given_out_stays_as_it_was() -> None:
    """Sites may have copied these scripts; browser tests run them against the pages of today."""
    pasted = Path(__file__).parents[1] / "browser/pasted"
    for name, digest in GIVEN_OUT.items():
        assert hashlib.sha256((pasted / name).read_bytes()).hexdigest().startswith(digest), name


def test_the_folder_is_not_the_authors(site: Site) -> None:
    site.meet({"embed/v1/mine/index.html": "docs/embed/v1/mine.md"})
    (mistake,) = map(str, site.project.diagnostics)
    assert mistake.startswith("docs/embed/v1/mine.md: embed/v1/ is the folder of what other sites")
