"""What a built site holds, on real themes."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.mkdocs_livedemo.conftest import Built, built
from tests.sites.site import build, make

# one process builds the sites for all tests that look at them
pytestmark = pytest.mark.together("sites")


def test_figures_in_tabs_and_lists(material: Built) -> None:
    page = material.page()
    assert len(re.findall("<live-demo ", page)) == 1
    assert "Hello, secret Hello, secret." in page
    assert '<a href="deeper/other/">the other page</a>' in page  # MkDocs resolved it
    assert "```demo hello-world\n" in re.sub("<[^>]*>", "", page)
    assert "HELLO, WORLD!" in material.page("deeper/other/index.html")


def test_search_finds_words_but_no_results(material: Built) -> None:
    index = (material.site / "search/search_index.json").read_text()
    assert "Some words to find" in index
    assert "secret" not in index and "HELLO" not in index


def test_the_other_search_finds_no_results_either(tmp_path: Path) -> None:
    root = make("base", tmp_path)
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs/index.md").write_text("Some words.\n\n```demo hello-world\n```\n")
    (root / "mkdocs.yml").write_text("site_name: x\nplugins: [search, livedemo/demos]\n")
    assert build(root, "--strict", "-q").returncode == 0
    index = (root / "site/search/search_index.json").read_text()
    assert "Some words" in index and "Hello" not in index
    assert "Hello, world." in (root / "site/index.html").read_text()


@pytest.mark.parametrize(
    ("path", "base"),
    [("index.html", ""), ("deeper/other/index.html", "../../"), ("404.html", "/some/where/")],
)
def test_pages_load_our_files_from_where_they_are(material: Built, path: str, base: str) -> None:
    page = material.page(path)
    (css,) = re.findall(r'<link[^>]*href="([^"]*livedemo\.css)"', page)
    (script,) = re.findall(r'<script[^>]*src="([^"]*element\.js)"[^>]*type="module"', page)
    for url in (css, script):
        assert url.startswith(f"{base}assets/livedemo/app-")
        assert (material.site / url.removeprefix(base)).is_file() or base == "../../"
    assert page.index("livedemo.css") < page.index("own.css")  # the author has the last word
    assert "<script>" not in "".join(re.findall(r"<live-demo.*?</live-demo>", page, re.DOTALL))


def test_every_file_is_listed(material: Built) -> None:
    place = material.site / "assets/livedemo"
    listed = json.loads((place / "manifest.json").read_text())
    assert listed["version"] == 1
    found = {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()}
    assert {file["path"] for file in listed["files"]} == found - {"manifest.json"}
    for file in listed["files"]:
        data = (place / file["path"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])


def app(site: Built) -> tuple[Path, dict[str, object]]:
    (app,) = re.findall(r'<live-demo [^>]*app="([^"]*)"', site.page())
    return (site.site / app).parent, json.loads((site.site / app).read_text())


def test_what_the_page_is_told(model: Built) -> None:
    folder, told = app(model)
    codes = [each.pop("code") for each in (*told["demos"].values(), *told["models"].values())]  # type: ignore[attr-defined]
    for code, first in zip(codes, ("demo.py", "demo.py", "demos/scale/model.py"), strict=True):
        texts = json.loads((folder / code["url"]).read_text("utf-8"))
        assert next(iter(texts)) == first
    assert told["demos"] == {
        "hello-world": {"models": {}, "graphs": {}, "stdlib": "cut", "wheels": []},
        "scale": {
            "models": {"model": "scale"},
            "graphs": {"model": ["run"]},
            "stdlib": "cut",
            "wheels": [],
        },
    }
    assert (folder / str(told["runtime"]) / "pyodide/pyodide.js").is_file()
    spec = told["models"]["scale"]  # type: ignore[index]
    assert spec["axes"] == {"N": [1, 9]} and spec["variant"] == "fp32"
    assert spec["facts"]["title"] == "a sum"
    graph = spec["files"]["graphs"]["run"]
    assert (folder / graph["url"]).stat().st_size == graph["bytes"]
    bundle = told["bundle"]
    with zipfile.ZipFile(folder / bundle["url"]) as archive:  # type: ignore[index]
        names = archive.namelist()
    assert (folder / bundle["url"]).stat().st_size == bundle["bytes"]  # type: ignore[index]
    demos = [name for name in names if name.startswith("demos/")]
    assert demos == ["demos/hello-world/demo.py", "demos/scale/demo.py"]  # and no model.py
    assert any(name.startswith("livedemo/__init__.py") for name in names)
    assert any(name.startswith("livedemo_worker.py") for name in names)


def test_a_figure_with_a_model(model: Built) -> None:
    page = model.page()
    assert "The sum is 18.0." in page and 'data-backend="wasm"' in page
    assert "1/1 scale: done" in model.log


def test_every_demo_has_a_page_of_its_own(material: Built, model: Built) -> None:
    page = model.page("demos/scale/index.html")
    assert "<h1>How much is it?</h1>" in page and "The sum is 6.0." in page
    assert 'app="../../assets/livedemo/site.' in page and "own-page" not in page
    scripts = re.findall(r'<script[^>]*src="([^"]*)"', page)
    assert scripts and all((model.site / "demos/scale" / src).is_file() for src in scripts)
    assert '<html lang="en">' in page and ">A small site</a>" in page
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert "style=" not in page
    assert ">A site in Material</a>" in material.page("demos/hello-world/index.html")


def result(page: str) -> str:
    return page[page.index("data-result>") : page.index("</live-demo>")]


def test_a_warm_build_imports_no_torch_and_opens_no_model(model: Built, tmp_path: Path) -> None:
    before = model.page()
    for name in ("torch", "onnx", "onnxscript", "transformers", "onnxruntime", "numpy"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')")
    done = build(model.root, "--strict", "--quiet", path=tmp_path)
    assert done.returncode == 0, done.stderr
    assert result(model.page()) == result(before)


def test_builds_are_the_same_elsewhere(model: Built, tmp_path: Path) -> None:
    again = built("model", tmp_path / "another folder")
    ours, theirs = (
        (site.site / "assets/livedemo/manifest.json").read_text() for site in (model, again)
    )
    assert ours == theirs


@pytest.mark.parametrize("plugins", ["[livedemo/demos]", "[livedemo/demos, livedemo/models]"])
def test_demos_alone_or_in_either_order(tmp_path: Path, plugins: str) -> None:
    root = make("base", tmp_path)
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs/index.md").write_text("```demo hello-world\n```\n")
    (root / "mkdocs.yml").write_text(f"site_name: x\nplugins: {plugins}\n")
    assert build(root, "--strict", "-q").returncode == 0
    assert "Hello, world." in (root / "site/index.html").read_text()


def test_models_alone(tmp_path: Path) -> None:
    root = make("model-fails", tmp_path)
    (root / "mkdocs.yml").write_text("site_name: x\nplugins: [livedemo/models]\n")
    done = build(root, "--strict", "-q")
    assert done.returncode != 0
    assert "livedemo found one mistake:\n  demos/restless/model.py:" in done.stderr
    assert not (root / "site/assets/livedemo").exists()


def test_without_a_runtime_a_sentence_says_what_to_run(tmp_path: Path) -> None:
    root = make("base", tmp_path)
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs/index.md").write_text("```demo hello-world\n```\n")
    code = (
        "import livedemo_site.site, pathlib, runpy, sys\n"
        "livedemo_site.site.FOLDER = pathlib.Path('nowhere')\n"
        "sys.argv = ['mkdocs', 'build']\n"
        "runpy.run_module('mkdocs', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.returncode != 0
    assert "run `python -m livedemo_site.runtime_build`" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("plugins", "told"),
    [
        ("[livedemo/offline]", "livedemo/offline needs livedemo/demos: name that, too, in plugins"),
        (
            "[{livedemo/demos: {runtime_url: ../shared/}}, livedemo/offline]",
            "livedemo/offline: a site that is kept without a network has its runtime in it: "
            "leave out runtime_url",
        ),
    ],
)
def test_a_site_is_kept_only_with_all_that_figures_need(
    tmp_path: Path, plugins: str, told: str
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Home\n")
    (tmp_path / "mkdocs.yml").write_text(f"site_name: x\nplugins: {plugins}\n")
    done = build(tmp_path)
    assert done.returncode != 0
    assert told in done.stderr
