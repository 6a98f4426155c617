"""torch, onnxruntime and onnxruntime-web agree on story-lm: issue 2's table."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from livedemo_export.manifest import Manifest
from livedemo_export.store import Store
from playwright.sync_api import Browser, Page

from tests.browser.conftest import ROOT
from tests.browser.server import Server
from tests.browser.stage import ask, lay_out

MODEL = "story-lm"
ATOL, RTOL = 1e-4, 1e-3  # of fp32; on a GPU, whose order of addition is its own, both are 1e-3
# The GPU is a processor here, a hundred times slower: it gets the short examples, and little text.
LONGEST = {"wasm": 1000, "webgpu": 64}  # tokens
WINDOWS = {"wasm": 1000, "webgpu": 1}  # of held-out text


@pytest.fixture(scope="module")
def manifest(chapter_site: Path) -> Manifest:
    """Of the model that the chapter has been built with."""
    from livedemo_export.ensure import ensure

    manifests, errors = ensure(ROOT, [MODEL])
    assert not errors
    return manifests[MODEL]


@pytest.fixture(scope="module")
def stage(
    tmp_path_factory: pytest.TempPathFactory,
    chapter_site: Path,
    manifest: Manifest,
    browser: Browser,
) -> Iterator[Page]:
    """A page beside the model's files, torch's answers and the code under test."""
    folder = tmp_path_factory.mktemp("agree")
    lay_out(folder, chapter_site, Store.open(ROOT), manifest, "agree.js")
    answers = str(folder / "reference")
    subprocess.run(
        [sys.executable, "-m", "livedemo_export", "--reference", MODEL, "--out", answers],
        cwd=ROOT,
        check=True,
    )
    with Server(folder) as server:
        page = browser.new_page()
        page.goto(server.url)
        yield page
        page.close()


def measure(page: Page, manifest: Manifest, variant: str, backend: str) -> dict[str, Any]:
    """Differences from torch by output, and how often the likeliest choice is the same."""
    atol, rtol = (1e-3, 1e-3) if backend == "webgpu" else (ATOL, RTOL)
    return ask(
        page,
        manifest,
        variant,
        reference=f"{page.url}reference/",
        backend=backend,
        longest=LONGEST[backend],
        windows=WINDOWS[backend],
        atol=atol,
        rtol=rtol,
    )


def test_all_three_agree(
    stage: Page, manifest: Manifest, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = [(v, b) for b in ("wasm", "webgpu") for v in manifest.variants]
    found = {key: measure(stage, manifest, *key) for key in runs}
    with capsys.disabled():
        print("\n" + table(manifest, found))
    for (variant, backend), answer in found.items():
        if variant == "fp32":
            beyond = [row for row in answer["rows"] if row["excess"] > 1]
            assert not beyond, f"{variant} on {backend}"
        assert answer["agreed"] / answer["positions"] >= 0.98


def table(manifest: Manifest, found: dict[tuple[str, str], dict[str, Any]]) -> str:
    """The largest absolute differences from torch, in Markdown."""
    heads = [*(f"onnxruntime, {v}" for v in manifest.variants)]
    heads += [f"{backend}, {variant}" for variant, backend in found]
    lines = [f"| output | {' | '.join(heads)} |", "| --- |" + " ---: |" * len(heads)]
    outputs = {
        f"{graph}.{name}": tensor.dtype
        for graph, info in manifest.graphs.items()
        for name, tensor in info.outputs.items()
    }
    for output, dtype in outputs.items():
        if dtype != "float32":
            continue
        cells = [v.max_difference.get(output, 0.0) for v in manifest.variants.values()]
        for answer in found.values():
            cells += [row["difference"] for row in answer["rows"] if row["output"] == output]
        lines.append(f"| `{output}` | {' | '.join(f'{cell:.1e}' for cell in cells)} |")
    shares = [f"{v.top1:.2%}" if v.top1 is not None else "–" for v in manifest.variants.values()]
    shares += [f"{a['agreed'] / a['positions']:.2%}" for a in found.values()]
    lines.append(f"| top-1 agreement with torch | {' | '.join(shares)} |")
    positions = ", ".join(f"{b} {v}: {a['positions']:,}" for (v, b), a in found.items())
    return "\n".join([*lines, "", f"Held-out positions: {positions}.", ""])
