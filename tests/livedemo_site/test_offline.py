"""What a built site gets for being kept; that it is kept is tested in a browser."""

from __future__ import annotations

import hashlib
import json
import re
from html import escape
from pathlib import Path

import pytest
from livedemo_site.offline import INSTALL, LIST, WORKER, Taken, add
from livedemo_site.sentences import Sentences, languages

CODE = "assets/livedemo/app-0123456789ab/page/element.js"
FILES = {
    "index.html": f'''<html><head><link rel="icon" href="a%20b/icon.svg"></head><body>
<live-offline></live-offline><script src="{CODE}" type="module"></script></body></html>''',
    "plain/index.html": "<html><head></head><body>No figures.</body></html>",
    "ä ö.txt": "a name",
    "sitemap.xml": "<urlset/>",
    "sitemap.xml.gz": "packed",
    "embed/v1/one/index.html": f'<head></head><script src="../../../{CODE}"></script>',
    CODE: "code",
    "assets/livedemo/manifest.json": "{}",
    "assets/livedemo/python/stdlib.zip.gz": "packed, and asked for by that name",
    "assets/livedemo/run/runner.js.map": "{}",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def everything(site: Path) -> dict[str, bytes]:
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def known(site: Path) -> dict[str, str]:
    """The digests that the worker knows."""
    found = re.search(r"^const FILES = new Map\((.*)\);$", (site / WORKER).read_text("utf-8"), re.M)
    assert found
    return dict(json.loads(found[1]))


def test_what_is_kept_when_all_is(site: Path) -> None:
    add(site, "A site", "en", Sentences())
    whole = json.loads((site / LIST).read_text("utf-8"))["whole"]
    paths = {file["path"] for file in whole}
    assert paths == {
        *("", "plain/", "%C3%A4%20%C3%B6.txt", "sitemap.xml", LIST, INSTALL, CODE),
        *("assets/livedemo/manifest.json", "assets/livedemo/python/stdlib.zip.gz"),
    }
    assert all((site / "index.html").stat().st_size == f["bytes"] for f in whole if not f["path"])


def test_the_worker_knows_what_bears_no_digest_in_its_name(site: Path) -> None:
    add(site, "A site", "en", Sentences())
    digests = known(site)
    assert digests.keys() == {
        *("index.html", "plain/index.html", "ä ö.txt", "sitemap.xml", LIST, INSTALL, CODE),
        "assets/livedemo/manifest.json",
    }
    for path, told in digests.items():
        assert hashlib.sha256((site / path).read_bytes()).hexdigest().startswith(told)


def test_a_page_of_figures_loads_what_keeps_it(site: Path) -> None:
    add(site, "A site", "en", Sentences())
    front = (site / "index.html").read_text("utf-8")
    assert f'<link rel="manifest" href="{INSTALL}"></head>' in front
    assert front.count("page/offline.js") == 1
    assert escape(Sentences()("offline.static")) in front
    for path in ("plain/index.html", "embed/v1/one/index.html"):
        assert (site / path).read_text("utf-8") == FILES[path]
    assert json.loads((site / INSTALL).read_text())["icons"][0]["src"] == "a%20b/icon.svg"


def test_doing_it_twice_changes_nothing(site: Path) -> None:
    add(site, "A site", "en", Sentences())
    first = everything(site)
    add(site, "A site", "en", Sentences())
    assert everything(site) == first


def test_another_file_is_another_build(site: Path, tmp_path: Path) -> None:
    add(site, "A site", "en", Sentences())
    before = everything(site)
    (site / "assets/livedemo/manifest.json").write_text('{"files": []}')
    add(site, "A site", "en", Sentences())
    build = re.compile(rb'data-build="([^"]*)"')
    builds = {build.findall(files["index.html"])[0] for files in (before, everything(site))}
    assert len(builds) == 2


@pytest.mark.parametrize("path", [WORKER, LIST, INSTALL])
def test_a_file_of_the_site_s_own_stays(site: Path, path: str) -> None:
    (site / path).write_text("mine")
    before = everything(site)
    with pytest.raises(Taken, match=f"^{path} is a file of the site's own"):
        add(site, "A site", "en", Sentences())
    assert everything(site) == before


@pytest.mark.parametrize("language", languages())
def test_the_page_that_was_not_kept_speaks_the_site_s_language(site: Path, language: str) -> None:
    say = Sentences(language)
    add(site, "A site", language, say)
    text = (site / WORKER).read_text("utf-8")
    assert f'lang=\\"{language}\\"' in text
    assert escape(say("offline.unread")) in text
