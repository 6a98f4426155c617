"""Cards and social pictures on the sites of others: plain themes, Zensical, no address."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites.site import build, make

GALLERY = "# All\n\n```picture hello-world\ntimes: 2\n```\n\nText.\n\n```demos\n```\n"
PICTURE = re.compile(r'<img class="ld-drawn" src="([^"]*)"')
IMAGE = re.compile(r'<meta property="og:image" content="([^"]*)">')


def site(root: Path, config: str) -> Path:
    make("base", root)
    (root / "mkdocs.yml").write_text(f"site_name: Ours & theirs\n{config}", "utf-8")
    docs = root / "docs"
    docs.mkdir(exist_ok=True)
    (docs / "index.md").write_text("# Hello\n\n```demo hello-world\ntext: you\n```\n", "utf-8")
    (docs / "all.md").write_text(GALLERY, "utf-8")
    (docs / "words.md").write_text("# Words\n\nA *first* one. A second.\n", "utf-8")
    return root


def shown(built: Path) -> list[Path]:
    """The files of the gallery's pictures, which all are there and listed."""
    page = built / "all" / "index.html"
    files = [(page.parent / src).resolve() for src in PICTURE.findall(page.read_text("utf-8"))]
    listed = json.loads((built / "assets/livedemo/manifest.json").read_text("utf-8"))["files"]
    names = {each["path"] for each in listed}
    assert files and all(f"pictures/{file.name}" in names for file in files)
    assert all(file.read_bytes().startswith(b"<svg ") for file in files)
    return files


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_cards_on_plain_themes(theme: str, tmp_path: Path) -> None:
    config = f"theme: {theme}\nplugins: [livedemo/models, livedemo/demos]\n"
    root = site(tmp_path, config)
    done = build(root, "--strict")
    assert done.returncode == 0, done.stderr
    beside, card = shown(root / "site")
    assert beside != card  # it is of other values
    assert "og:image" not in (root / "site/index.html").read_text("utf-8")


def test_cards_on_zensical(tmp_path: Path) -> None:
    root = site(tmp_path, "markdown_extensions: [livedemo]\nextra_css: [own.css]\n")
    (root / "docs/own.css").write_text("live-demo { --ld-fg: #123456 }", "utf-8")
    for command in (("zensical", "build", "--strict", "--clean"), ("livedemo_site.cli", "build")):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=root, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert all(b"#123456" in file.read_bytes() for file in shown(root / "site"))


SOCIAL = "plugins: [livedemo/models, {livedemo/demos: {social: true}}]\n"


def test_each_page_has_a_social_picture(tmp_path: Path) -> None:
    root = site(tmp_path, f"site_url: https://example.org/a\n{SOCIAL}")
    done = build(root, "--strict")
    assert done.returncode == 0, done.stderr
    said = {}
    for name in ("", "all/", "words/", "demos/hello-world/"):
        html = (root / "site" / name / "index.html").read_text("utf-8")
        (image,) = IMAGE.findall(html)
        assert image.startswith("https://example.org/a/assets/livedemo/social/")
        file = root / "site" / image.removeprefix("https://example.org/a/")
        assert file.read_bytes()[16:24] == (1200).to_bytes(4) + (630).to_bytes(4)
        assert '<meta name="twitter:card" content="summary_large_image">' in html
        found = re.findall(r'property="og:(?:title|description)" content="([^"]*)"', html)
        said[name] = (*found, file)
    assert said[""][:2] == ("Hello", "It says hello, as often as you like.")
    assert said["words/"][:2] == ("Words", "A first one.")
    assert said["demos/hello-world/"][0] == "Who is greeted?"
    assert len({file for *_, file in said.values()}) == len(said)
    again = build(root, "--strict", "--site-dir", str(root / "again"))
    assert again.returncode == 0, again.stderr
    for *_, file in said.values():
        assert (root / "again" / file.relative_to(root / "site")).read_bytes() == file.read_bytes()


def test_without_an_address_there_is_no_picture_and_the_author_is_told_once(tmp_path: Path) -> None:
    root = site(tmp_path, SOCIAL)
    done = build(root)
    assert done.returncode == 0 and done.stderr.count("social pictures need site_url") == 1
    html = (root / "site/index.html").read_text("utf-8")
    assert 'property="og:title" content="Hello"' in html and "og:image" not in html


def test_an_author_without_the_library_is_told(tmp_path: Path) -> None:
    root = site(tmp_path / "site", f"site_url: https://example.org/\n{SOCIAL}")
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['blitz_py'] = None\n")
    done = build(root, path=tmp_path)
    assert done.returncode != 0 and "pip install 'livedemo[social]'" in done.stderr
    assert "Traceback" not in done.stderr
