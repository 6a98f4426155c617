"""The command ``livedemo``, in processes of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import pytest

from tests.sites.site import make


def livedemo(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "livedemo_site.cli", *arguments],
        cwd=root,
        env={**os.environ, "LIVEDEMO_STORE": str(root / "store")},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("more", [[], ["--model"], ["--training"]])
def test_a_new_demo_works_at_once(tmp_path: Path, more: list[str]) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    new = ("new", "demo", "letter-count", *more)
    done = livedemo(tmp_path, *new)
    assert done.returncode == 0
    assert done.stdout.endswith("```demo letter-count\n```\n")
    (tmp_path / "docs").mkdir()
    assert livedemo(tmp_path, "check").stdout == "1 demos, 0 pages: no mistakes\n"
    kept = livedemo(tmp_path, "test", "--update", "--no-browser")
    assert kept.returncode == 0, kept.stderr  # odd texts and both ends of its controls
    assert (tmp_path / "demos/letter-count/expected.html").is_file()
    again = livedemo(tmp_path, *new)
    assert again.returncode == 1 and "already" in again.stderr


def test_a_new_site_is_built_at_once(tmp_path: Path) -> None:
    done = livedemo(tmp_path, "new", "site", "my-notes")
    assert done.returncode == 0 and done.stdout.endswith("cd my-notes\nmkdocs serve\n")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=tmp_path / "my-notes",
        env={**os.environ, "LIVEDEMO_STORE": str(tmp_path / "store")},
        check=True,
    )
    page = (tmp_path / "my-notes/site/index.html").read_text("utf-8")
    assert "<title>My notes</title>" in page and "27 letters, 15 different ones." in page
    again = livedemo(tmp_path, "new", "site", "my-notes")
    assert again.returncode == 1 and "my-notes already" in again.stderr


@pytest.mark.parametrize("name", ["../x", "Two Words", "", "a--b"])
@pytest.mark.parametrize("what", ["site", "demo"])
def test_a_name_that_will_not_do(tmp_path: Path, what: str, name: str) -> None:
    done = livedemo(tmp_path, "new", what, name)
    assert done.returncode == 1 and "can't be a name" in done.stderr
    assert not any(tmp_path.iterdir())


def test_it_tells_its_version(tmp_path: Path) -> None:
    assert livedemo(tmp_path, "--version").stdout == f"livedemo {metadata.version('livedemo')}\n"


def test_check_tells_every_mistake(tmp_path: Path) -> None:
    root = make("raises", tmp_path)
    (root / "docs/sub").mkdir()
    (root / "docs/sub/page.md").write_text("- x\n\n    ```demo hello-world\n    a: b\n    ```\n")
    done = livedemo(root / "docs", "check")  # found from a folder below
    assert done.returncode == 1
    assert done.stdout == "2 demos, 2 pages: 2 mistakes\n"  # the broken demo's fence is no other
    places = [line.partition(": ")[0] for line in done.stderr.splitlines()]
    assert sorted(places) == ["demos/breaks/parts.py:6", "docs/sub/page.md:4"]


PAGE = "<html><head><title>A  &amp; B</title></head><body>{}</body></html>"
FIGURE = '<live-demo app="livedemo:assets/livedemo/site.0123456789ab.json"></live-demo>'


def test_build_completes_any_site(tmp_path: Path) -> None:
    root = make("base", tmp_path)
    site = root / "public"
    (site / "deeper").mkdir(parents=True)
    (site / "index.html").write_text(PAGE.format("no figure"))
    (site / "deeper/index.html").write_text(PAGE.format(FIGURE))
    done = livedemo(root, "build", "--site", "public")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "1 demos, 2 pages completed: no mistakes\n"
    deeper = (site / "deeper/index.html").read_text()
    (app,) = re.findall('<live-demo app="(.*?)"', deeper)
    assert (site / "deeper" / app).is_file()  # not the one of an older build
    (src,) = re.findall(r'<script type="module" src="(.*?)"', deeper)
    (css,) = re.findall(r'<link rel="stylesheet" href="(.*?)"', deeper)
    assert (site / "deeper" / src).is_file() and (site / "deeper" / css).is_file()
    assert "element.js" in (site / "index.html").read_text()
    assert ">A &amp; B</a>" in (site / "demos/hello-world/index.html").read_text()
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    results = set((root / "store/results").iterdir())
    (unused := root / "store/blobs/00/00").parent.mkdir()
    unused.touch()
    for path in (root / "store").rglob("*"):
        os.utime(path, (0, 0))  # all is old, but the end of a build knows what it has used
    assert livedemo(root, "build", "--site", "public").returncode == 0
    assert before == {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    kept = set((root / "store/results").iterdir())
    assert not unused.exists() and kept
    assert kept < results  # a listing stands for the states that are in it


WORDS = """from pathlib import Path
from livedemo_export import Model
def build():
    return Model(graphs={}, assets={"words": Path(__file__).with_name("words.txt")})
"""


def test_clean_removes_what_nothing_names(tmp_path: Path) -> None:
    root = make("base", tmp_path)
    (root / "docs").mkdir()
    folder = root / "export/models/words"
    folder.mkdir(parents=True)
    (folder / "model.py").write_text(WORDS)
    export = [sys.executable, "-m", "livedemo_export", "--all", "--root", str(root)]
    environment = {**os.environ, "LIVEDEMO_STORE": str(root / "store")}
    for text in ("as it was" * 100_000, "as it is"):
        (folder / "words.txt").write_text(text)
        subprocess.run(export, env=environment, check=True, capture_output=True)
    assert livedemo(root, "check").returncode == 0

    def clean(*arguments: str) -> str:
        done = livedemo(root, "clean", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.removeprefix(f"removed from {root}/store: ")

    assert clean() == "nothing: 0.0 MB\n"  # all of it was used today
    then = time.time() - 3 * 24 * 60 * 60
    for path in (root / "store").rglob("*"):
        os.utime(path, (then, then))
    assert clean("--days", "4") == "nothing: 0.0 MB\n"
    for path in (root / "store").rglob("*"):
        os.utime(path, (then, then))
    # its result, what loading it showed, and that the ends of its controls were tried
    assert clean() == "1 exports, 1 files, 3 results: 0.9 MB\n"
    again = subprocess.run(export, env=environment, check=True, capture_output=True, text=True)
    assert again.stdout == "nothing to do: 1 models are in the store\n"
    refused = livedemo(root, "clean", "--days", "0")
    assert refused.returncode == 2 and "one day is the least" in refused.stderr


def test_the_demos_pages_have_the_language_of_the_front_page(tmp_path: Path) -> None:
    root = make("base", tmp_path)
    (root / "site").mkdir()
    (root / "site/index.html").write_text(f'<!doctype html>\n<html dir="rtl" lang="fa">{PAGE[6:]}')
    assert livedemo(root, "build").returncode == 0
    page = (root / "site/demos/hello-world/index.html").read_text()
    assert '<html lang="fa" dir="rtl">' in page
    assert livedemo(root, "build", "--lang", "de").returncode == 0
    assert '<html lang="de"' in (root / "site/demos/hello-world/index.html").read_text()


def test_a_runtime_that_sites_share(tmp_path: Path) -> None:
    root = make("base", tmp_path)
    (root / "site").mkdir()
    (root / "site/index.html").write_text(PAGE.format("x"))
    done = livedemo(root, "runtime", "shared")
    assert done.returncode == 0, done.stderr
    place = root / done.stdout.strip()
    assert (place / "pyodide/pyodide.js").is_file() and place.parent == root / "shared"
    assert livedemo(root, "build", "--runtime-url", "../shared").returncode == 0
    assert not list((root / "site").rglob("pyodide*"))
    (told,) = (root / "site/assets/livedemo").glob("site.*.json")
    assert f'"runtime":"../../../shared/{place.name}/"' in told.read_text()
    refused = livedemo(root, "build", "--runtime-url", "https://x.org/")
    assert refused.returncode == 1 and "no other server" in refused.stderr


@pytest.mark.parametrize("base", ["/", "/some/where/"])
def test_a_page_that_is_served_anywhere(tmp_path: Path, base: str) -> None:
    """Its host has written addresses from the server's root, and so must we."""
    root = make("base", tmp_path)
    (root / "site").mkdir()
    sheet = f'<link rel="stylesheet" href="{base}assets/stylesheets/main.css">'
    (root / "site/404.html").write_text(PAGE.format(sheet + FIGURE))
    assert livedemo(root, "build").returncode == 0
    page = (root / "site/404.html").read_text()
    assert f'<script type="module" src="{base}assets/livedemo/app-' in page
    assert f'app="{base}assets/livedemo/site.' in page
