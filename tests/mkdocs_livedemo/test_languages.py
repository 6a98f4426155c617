"""A site in several languages, built by mkdocs-static-i18n: each demo's page in each of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.mkdocs_livedemo.test_moved import all_reach
from tests.sites.site import build, make

CONFIG = """site_name: A site
site_url: https://example.org/some/where/
use_directory_urls: {directories}
theme: {theme}
plugins:
  - search
  - livedemo/demos
  - i18n:
      docs_structure: {structure}
      languages:
        - {{locale: en, default: true, name: English, build: true}}
        - {{locale: de, name: Deutsch, build: true, site_name: Eine Seite}}
        - {{locale: fa, name: فارسی, build: true}}
"""
ADDRESS = "https://example.org/some/where/"
FENCE = "```demo hello-world\ntext: {}\n```\n"


@pytest.mark.parametrize("theme", ["{name: material, font: false}", "{name: mkdocs}"])
@pytest.mark.parametrize(("structure", "directories"), [("suffix", "true"), ("folder", "false")])
def test_each_language_has_its_own_pages(
    tmp_path: Path, theme: str, structure: str, directories: str
) -> None:
    root = make("base", tmp_path)
    for language in ("en", "de", "fa"):
        name = f"index.{language}.md" if structure == "suffix" else f"{language}/index.md"
        file = root / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        link = "[x](#hello-world?times=2)"
        file.write_text(f"# Page\n\n{link}\n\n{FENCE.format(f'in {language}')}")
    text = CONFIG.format(theme=theme, structure=structure, directories=directories)
    (root / "mkdocs.yml").write_text(text)
    done = build(root, "--strict")
    assert done.returncode == 0, done.stderr
    site = root / "site"
    assert all_reach(site) == 3
    place = site / "assets/livedemo"
    listed = json.loads((place / "manifest.json").read_text())["files"]
    found = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert {file["path"] for file in listed} == found - {"manifest.json"}
    for home, language, direction in (("", "en", ""), ("de/", "de", ""), ("fa/", "fa", "rtl")):
        page = (site / f"{home}index.html").read_text()
        assert f"Hello, in {language}." in page
        assert ("Run it here" in page) == (language != "de")  # the interface speaks it too
        assert page.count("page/element.js") == page.count("page/livedemo.css") == 1
        own = site / f"{home}demos/hello-world/index.html"
        text = own.read_text()
        assert f'<html lang="{language}"' in text
        assert ('dir="rtl"' in text) == bool(direction)
        (back,) = re.findall(r'<header><a href="(.*?)"', text)
        assert (own.parent / back).resolve() == (site / home).resolve()
        assert (">Eine Seite</a>" in text) == (language == "de")
        for address in re.findall(r'(?:src|href|app|data-listed)="([^"#]+)"', text):
            whole = address.startswith(ADDRESS)  # what oEmbed has to be told
            there = site / address.removeprefix(ADDRESS) if whole else own.parent / address
            assert there.exists(), address


def test_a_mistake_in_one_language_is_told_once_and_there(tmp_path: Path) -> None:
    root = make("base", tmp_path)
    (root / "docs").mkdir()
    (root / "docs/index.en.md").write_text("# Page\n\n" + FENCE.format("x"))
    (root / "docs/index.de.md").write_text("# Seite\n\n```demo hallo\n```\n")
    text = CONFIG.format(theme="{name: mkdocs}", structure="suffix", directories="true")
    (root / "mkdocs.yml").write_text(text)
    done = build(root)
    (told,) = re.findall("WARNING -  (livedemo: .*)", done.stderr)
    assert told.startswith('livedemo: docs/index.de.md:3: no demo "hallo"')
    strict = build(root, "--strict", "-q")
    assert strict.returncode != 0 and "livedemo found one mistake:" in strict.stderr
