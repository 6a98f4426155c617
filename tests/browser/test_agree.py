"""torch, onnxruntime and onnxruntime-web agree on every model, as its ``agreement.json`` says.

``--update`` writes that file, which the site's tables are made of, instead of comparing with it.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Iterator
from dataclasses import replace
from math import sqrt
from pathlib import Path
from typing import Any

import livedemo_export
import pytest
from livedemo_export.agree import write_reference
from livedemo_export.find import SHARED, find_model
from livedemo_export.manifest import Manifest
from livedemo_export.store import Store
from livedemo_site.lists.agreement import FILE, Agreement, Run
from playwright.sync_api import Browser, Page

from tests.browser.conftest import ROOT, profile
from tests.browser.server import Server
from tests.browser.stage import ask, lay_out, spec
from tests.browser.stale import stale
from tests.shared import Shared

pytestmark = pytest.mark.alone

MODELS = sorted(path.parent.name for path in (ROOT / SHARED).glob("*/model.py"))
# On a GPU too, for which we have a processor, a hundred times slower: many graphs, what 8 bits are
# there, and words' vectors.
ON_GPU = {"story-lm": ["fp32"], "novel-lm": ["fp32", "int8"], "glove": ["fp32"]}
# Times what the export allows before it asks what noise does. WebAssembly rounds each product,
# where a processor fuses it with its sum; a GPU adds in its own order, with a coarser exp and tanh.
TIMES = {"wasm": 4, "webgpu": 10}
# The GPU gets the short examples, and little text.
LONGEST = {"wasm": 1000, "webgpu": 8}  # tokens
WINDOWS = {"wasm": 1000, "webgpu": 1}  # of held-out text


@pytest.fixture(scope="module")
def browser(enduring: Browser) -> Browser:
    """What is measured is what readers have."""
    return enduring


@pytest.fixture(scope="module", params=MODELS)
def manifest(request: pytest.FixtureRequest) -> Manifest:
    """Of one model, exported where the chapter has not done so."""
    from livedemo_export.ensure import ensure

    manifests, errors = ensure(ROOT, [request.param])
    assert not errors
    manifest = manifests[request.param]
    if not manifest.graphs:
        pytest.skip("nothing to run")
    return manifest


def answers(manifest: Manifest) -> Path:
    """Torch's, kept for as long as neither the model nor the code that asks it changes."""
    sources = sorted(Path(livedemo_export.__file__).parent.glob("*.py"))
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()
    model = find_model(ROOT, manifest.model)
    assert model is not None
    kept = Shared(ROOT / ".livedemo" / "answers" / manifest.model)

    def write(folder: Path) -> None:
        for old in kept.root.iterdir():
            if old.is_dir() and old != folder:
                Path(f"{old}.done").unlink(missing_ok=True)
                shutil.rmtree(old)
        write_reference(model, folder)

    kept.root.mkdir(parents=True, exist_ok=True)
    return kept(f"{manifest.key[:32]}-{digest[:32]}", write)


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
    shutil.copytree(answers(manifest), folder / "reference")
    with Server(folder) as server:
        page = profile(browser).new_page()
        page.goto(server.url)
        yield page
        page.context.close()


def measure(
    page: Page, manifest: Manifest, backend: str, variants: Collection[str]
) -> dict[str, Any]:
    """Of some variants: differences from torch, and how often the likeliest choice is the same.

    In one worker, whose GPU compiles nothing twice.
    """
    return ask(
        page,
        specs={name: spec(page, manifest, name) for name in variants},
        reference=f"{page.url}reference/",
        backend=backend,
        longest=LONGEST[backend],
        windows=WINDOWS[backend],
        times=TIMES[backend],
    )


def test_all_three_agree(stage: Page, manifest: Manifest, update: bool) -> None:
    name = manifest.model
    where = {"wasm": list(manifest.variants), "webgpu": ON_GPU.get(name, [])}
    found = {
        (variant, backend): answer
        for backend, variants in where.items()
        if variants
        for variant, answer in measure(stage, manifest, backend, variants).items()
    }
    for (variant, backend), answer in found.items():
        if variant == "fp32":
            beyond = [row for row in answer["rows"] if row["excess"] > 1]
            assert not beyond, f"{variant} on {backend}"
            most = max(answer["rows"], key=lambda row: row["excess"])
            print(f"{name} on {backend}: {most['excess']:.1%} of what is allowed, {most['output']}")
        assert answer["cosine"] >= 0.98
        if any(v.top1 is not None for v in manifest.variants.values()):
            kept = manifest.variants[variant].top1 or 1.0  # what the export measured
            least, positions = min(0.98, kept - 0.005), answer["positions"]
            by_chance = 3 * sqrt(least * (1 - least) / positions)  # a browser reads fewer of them
            assert answer["agreed"] / positions >= least - by_chance

    file = ROOT / SHARED / name / FILE
    fresh = agreement(manifest, found)
    if update:
        file.write_text(fresh.json(), encoding="utf-8")
    again = f"run: pytest tests/browser/test_agree.py -k {name} --update"
    assert file.is_file(), f"not measured yet; {again}"
    changes = list(stale(Agreement.read(file.read_text(encoding="utf-8")), fresh))
    assert not changes, f"{file.name} says otherwise; where the new numbers are right, {again}"


def agreement(manifest: Manifest, found: dict[tuple[str, str], dict[str, Any]]) -> Agreement:
    """What the export measured, and what was ``found`` in the browser."""
    first = next(iter(found.values()))
    rows = [row for row in first["rows"] if row["dtype"] == "float32"]
    largest = {row["output"]: row["largest"] for row in rows}
    runs = [
        Run("onnxruntime", name, dict(variant.max_difference), None, variant.top1, variant.cosine)
        for name, variant in manifest.variants.items()
    ]
    vectors = any(variant.cosine is not None for variant in manifest.variants.values())
    for (variant, backend), answer in found.items():
        differences = {row["output"]: row["difference"] for row in answer["rows"]}
        positions = answer["positions"] or None
        run = Run(backend, variant, {output: differences[output] for output in largest}, positions)
        if positions and vectors:
            run = replace(run, cosine=answer["cosine"])
        elif positions:
            run = replace(run, top1=answer["agreed"] / positions)
        runs.append(run)
    return Agreement(first["judged"] or next(iter(largest)), largest, tuple(runs))
