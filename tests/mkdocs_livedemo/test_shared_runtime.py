"""What of the browser's runtime a site carries, and how the versions of a site share it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from livedemo_site.assets.runtime import FOLDER, Runtime
from livedemo_site.assets.shared import put

from tests.mkdocs_livedemo.conftest import Built
from tests.sites.site import build, make

pytestmark = pytest.mark.together("sites")


def told(site: Path) -> tuple[str, dict[str, Any]]:
    """The address of ``site.json`` from the site's root, and what it says."""
    (file,) = (site / "assets/livedemo").glob("site.*.json")
    return file.relative_to(site).as_posix(), json.loads(file.read_text())


def weight(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_a_site_without_a_model_carries_no_onnxruntime(material: Built, model: Built) -> None:
    without, with_one = material.site, model.site
    assert not list(without.rglob("ort")) and not list(without.rglob("onnxruntime*"))
    assert list(with_one.rglob("ort/wasm.wasm"))
    assert weight(without / "assets/livedemo") < weight(with_one / "assets/livedemo") - 25e6
    # What both have is at one address.
    assert told(without)[1]["runtime"] == told(with_one)[1]["runtime"]
    listed = json.loads((without / "assets/livedemo/manifest.json").read_text())["files"]
    assert not [file for file in listed if "/ort/" in file["path"]]


def test_a_model_that_is_only_data_needs_no_onnxruntime(tmp_path: Path) -> None:
    root = make("base", tmp_path)
    (root / "docs").mkdir()
    (root / "docs/index.md").write_text("```demo words\n```\n")
    (root / "demos/words").mkdir()
    (root / "demos/words/model.py").write_text(
        '"""Words."""\nfrom livedemo_export import Model\n\n\n'
        "def build():\n    return Model(graphs={}, assets={'card': __file__})\n"
    )
    (root / "demos/words/demo.py").write_text(
        '"""What does it say?"""\nfrom livedemo import Model, Say, Views, demo\n\n\n'
        '@demo(claim="It says something.", models={"words": "words"})\n'
        'async def say(words: Model) -> Views:\n    """Say it."""\n    return Say("yes")\n'
    )
    assert build(root, "--strict", "-q").returncode == 0
    assert not list((root / "site").rglob("ort"))


@pytest.mark.parametrize("shared", ["../shared/", "../shared", "/docs/shared/"])
def test_versions_name_one_runtime(tmp_path: Path, shared: str) -> None:
    addresses = set()
    for version in ("1.0", "2.0"):
        root = make("base", tmp_path / version)
        (root / "docs").mkdir()
        (root / "docs/index.md").write_text(f"# {version}\n\n```demo hello-world\n```\n")
        (root / "mkdocs.yml").write_text(
            "site_name: x\ntheme: mkdocs\n"
            f"plugins: [{{livedemo/demos: {{runtime_url: {shared}}}}}]\n"
        )
        done = build(root, "--strict")
        assert done.returncode == 0, done.stderr
        path, site = told(root / "site")
        assert not list((root / "site").rglob("pyodide*"))
        addresses.add(urljoin(f"https://x.org/docs/{version}/{path}", site["runtime"]))
    (address,) = addresses
    place = put(Runtime(FOLDER), tmp_path / "docs/shared")
    assert address == f"https://x.org/docs/shared/{place.name}/"
    assert (place / "pyodide/pyodide.js").is_file() and (place / "ort/wasm.wasm").is_file()


@pytest.mark.parametrize("shared", ["https://cdn.example/", "//cdn.example/x/"])
def test_a_runtime_on_another_server_is_refused(tmp_path: Path, shared: str) -> None:
    root = make("base", tmp_path)
    (root / "docs").mkdir()
    (root / "docs/index.md").write_text("x")
    (root / "mkdocs.yml").write_text(
        f"site_name: x\nplugins: [{{livedemo/demos: {{runtime_url: '{shared}'}}}}]\n"
    )
    done = build(root)
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert "figures ask no other server than their own" in done.stderr


def git(root: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=root, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_versions_that_mike_deploys(tmp_path: Path) -> None:
    """Two versions on a branch, beside the runtime that both name."""
    root = make("base", tmp_path / "project")
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(
        "site_name: x\nsite_url: https://x.org/docs/\ntheme: {name: material, font: false}\n"
        "plugins: [mike, {livedemo/demos: {runtime_url: ../shared/}}]\n"
    )
    git(root, "init", "-q", "-b", "main")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PATH": path}
    for name in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{name}_NAME": "x", f"GIT_{name}_EMAIL": "x@example.org"}
    for version, alias in (("1.0", "old"), ("2.0", "latest")):
        (root / "docs/index.md").write_text(f"# {version}\n\n```demo hello-world\n```\n")
        code = "import sys; from mike.driver import main; sys.exit(main())"
        mike = [sys.executable, "-c", code, "deploy", version, alias]
        done = subprocess.run(mike, cwd=root, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    pages = tmp_path / "pages"
    git(root, "worktree", "add", "-q", str(pages), "gh-pages")
    livedemo = [sys.executable, "-m", "livedemo_site.cli", "runtime", str(pages / "shared")]
    place = Path(subprocess.check_output(livedemo, text=True, cwd=root).strip())
    for version in ("1.0", "2.0", "latest"):
        path, site = told(pages / version)
        found = (pages / version / path).parent / site["runtime"] / "pyodide/pyodide.js"
        assert found.resolve() == place / "pyodide/pyodide.js" and found.is_file()
