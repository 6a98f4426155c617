"""torch, onnxruntime and onnxruntime-web agree on every model: the tables in their cards."""

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

# The GPU has its turn with the smaller ones: see below.
BACKENDS = {
    "story-lm": ("wasm", "webgpu"),
    "glove": ("wasm", "webgpu"),
    **dict.fromkeys(
        (
            "minilm",
            "story-lm-no-positions",
            "novel-lm",
            "scripture-lm",
            "leaky-lm",
            "more-text",
            "mask-lm",
            "mask-lm-no-positions",
            "signals",
            "recall-attention",
            "recall-rnn",
            "spell-to-sound",
            "spell-gru",
            "char-rnn",
        ),
        ("wasm",),
    ),
}
ATOL, RTOL = 1e-4, 1e-3  # of fp32; on a GPU, whose order of addition is its own, both are 1e-3
# Its residual stream holds numbers in the hundreds, whose rounding reaches the small ones.
LOUD = {"story-lm-no-positions": 2e-4}
# The GPU is a processor here, a hundred times slower: it gets the short examples, and little text.
LONGEST = {"wasm": 1000, "webgpu": 64}  # tokens
WINDOWS = {"wasm": 1000, "webgpu": 1}  # of held-out text


@pytest.fixture(scope="module", params=BACKENDS)
def manifest(request: pytest.FixtureRequest) -> Manifest:
    """Of one model, exported where the chapter has not done so."""
    from livedemo_export.ensure import ensure

    manifests, errors = ensure(ROOT, [request.param])
    assert not errors
    return manifests[request.param]


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
        [sys.executable, "-m", "livedemo_export", "--reference", manifest.model, "--out", answers],
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
    atol, rtol = LOUD.get(manifest.model, ATOL), RTOL
    if backend == "webgpu":
        atol, rtol = 1e-3, 1e-3
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
    runs = [(v, b) for b in BACKENDS[manifest.model] for v in manifest.variants]
    found = {key: measure(stage, manifest, *key) for key in runs}
    with capsys.disabled():
        print("\n" + table(manifest, found))
    for (variant, backend), answer in found.items():
        if variant == "fp32":
            beyond = [row for row in answer["rows"] if row["excess"] > 1]
            assert not beyond, f"{variant} on {backend}"
        assert answer["cosine"] >= 0.98
        if any(v.top1 is not None for v in manifest.variants.values()):
            kept = manifest.variants[variant].top1 or 1.0  # what the export measured
            assert answer["agreed"] / answer["positions"] >= min(0.98, kept - 0.005)


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
    return "\n".join([*lines, *judged(manifest, found)])


def judged(manifest: Manifest, found: dict[tuple[str, str], dict[str, Any]]) -> list[str]:
    """What held-out inputs say of int8: a row of the table, and how much they were."""
    variants = manifest.variants.values()
    if any(variant.cosine is not None for variant in variants):
        name = "lowest cosine with the original"
        cells = ["–" if v.cosine is None else f"{v.cosine:.4f}" for v in variants]
        cells += [f"{answer['cosine']:.4f}" for answer in found.values()]
    elif any(variant.top1 is not None for variant in variants):
        name = "top-1 agreement with torch"
        cells = ["–" if v.top1 is None else f"{v.top1:.2%}" for v in variants]
        cells += [f"{answer['agreed'] / answer['positions']:.2%}" for answer in found.values()]
    else:
        return []
    positions = ", ".join(f"{b} {v}: {a['positions']:,}" for (v, b), a in found.items())
    return [f"| {name} | {' | '.join(cells)} |", "", f"Held-out positions: {positions}.", ""]
