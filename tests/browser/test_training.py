"""Training in the browser: the steps are torch's, and the figure learns, quickly and for long."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest
from livedemo_export.ensure import ensure
from livedemo_export.manifest import Manifest
from livedemo_export.store import Store
from playwright.sync_api import Browser, Page
from safetensors.numpy import load_file

from tests.browser.conftest import profile
from tests.browser.figure import Figure, frames, workers
from tests.browser.probe import in_workers
from tests.browser.server import Server
from tests.browser.stage import ask, lay_out, spec
from tests.browser.tasks import watched
from tests.browser.test_places import arrive, instant
from tests.training import FOLDER, MEMORY, RATE, ROOT, TAUGHT, known

pytestmark = pytest.mark.long

ALLOWED = {"wasm": 1e-3, "webgpu": 1e-2}


@pytest.fixture(scope="module")
def browser(enduring: Browser) -> Browser:
    """What trains computes for long."""
    return enduring


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Manifest]:
    """The small model with a step for each optimiser, in a project of its own."""
    root = tmp_path_factory.mktemp("project")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(FOLDER, root / "export/models" / FOLDER.name, ignore=ignored)
    manifests, errors = ensure(root, [FOLDER.name])
    assert not errors
    return Store.open(root), manifests[FOLDER.name]


@pytest.fixture(scope="module")
def stage(
    tmp_path_factory: pytest.TempPathFactory,
    chapter_site: Path,
    trained: tuple[Store, Manifest],
    browser: Browser,
) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("stage")
    lay_out(folder, chapter_site, *trained, "train.js")
    with Server(folder) as server:
        page = profile(browser).new_page()
        page.goto(server.url)
        yield page
        page.context.close()


def given(array: numpy.ndarray[Any, Any]) -> dict[str, Any]:
    shape, values = list(array.shape), array.flatten().tolist()
    if len(values) > 1 and len(set(values)) == 1:
        values = values[0]
    return {"dtype": str(array.dtype), "shape": shape, "values": values}


def read(packed: dict[str, str]) -> dict[str, numpy.ndarray[Any, Any]]:
    return {
        name: numpy.frombuffer(base64.b64decode(text), numpy.float32)
        for name, text in packed.items()
    }


@pytest.mark.parametrize("backend", ["wasm", "webgpu"])
@pytest.mark.parametrize("graph", ["sgd", "step"])
def test_twenty_steps_are_those_of_torch(
    stage: Page, trained: tuple[Store, Manifest], graph: str, backend: str
) -> None:
    truth = known(graph)
    answer = ask(
        stage,
        spec=spec(stage, trained[1], "fp32"),
        graph=graph,
        backend=backend,
        rate=RATE,
        start={name: given(array) for name, array in truth.start.items()},
        batches=[{name: given(part) for name, part in batch.items()} for batch in truth.batches],
        read=list(truth.start),
    )
    first = read(answer["first"])
    gradient = first["velocity"] if graph == "sgd" else first["mean"] / 0.1
    assert truth.off(answer["losses"], gradient, read(answer["last"])) < ALLOWED[backend]


@pytest.mark.parametrize("name", TAUGHT)
def test_each_model_that_a_figure_trains_takes_torchs_steps(
    name: str, tmp_path: Path, chapter_site: Path, browser: Browser
) -> None:
    taught = TAUGHT[name]
    truth = taught.known()
    manifests, errors = ensure(ROOT, [taught.name])
    assert not errors
    manifest = manifests[taught.name]
    lay_out(tmp_path, chapter_site, Store.open(ROOT), manifest, "train.js")
    # What starts from weights does so there: a million numbers are too many to hand over.
    trained = not manifest.graphs["start"].inputs
    start = {n: a for n, a in truth.start.items() if n in MEMORY["step"] or not trained}
    start["count"] = truth.start["count"]
    with Server(tmp_path) as server:
        page = profile(browser).new_page()
        page.goto(server.url)
        answer = ask(
            page,
            spec=spec(page, manifest, "fp32"),
            graph=taught.graph,
            backend="wasm",
            rate=taught.rate,
            start={n: given(array) for n, array in start.items()},
            batches=[{n: given(part) for n, part in batch.items()} for batch in truth.batches],
            read=None if trained else [*truth.parameters, "mean"],
        )
        page.context.close()
    gradient = taught.gradient(read(answer["first"])["mean"], truth)
    last = truth.parameters if trained else read(answer["last"])
    assert truth.off(answer["losses"], gradient, last) < ALLOWED["wasm"]


STEP = re.compile(r"After ([\d,]+) step")


# Run in the worker before its own code: notes every Wasm memory that is made or exported in it.
MEMORIES = """
self.memories = new Set();
for (const name of ["instantiate", "instantiateStreaming"]) {
  const made = WebAssembly[name];
  WebAssembly[name] = async (code, imports = {}) => {
    const result = await made.call(WebAssembly, code, imports);
    for (const names of [...Object.values(imports), (result.instance ?? result).exports])
      for (const value of Object.values(names))
        if (value instanceof WebAssembly.Memory) self.memories.add(value);
    return result;
  };
}
"""


class Watch:
    """What a figure that trains does, from its first gesture on."""

    def __init__(self, page: Page, name: str = "pretrain") -> None:
        self.page, self.figure = page, Figure(page, name)
        self.page.evaluate(
            """(name) => {
                const figure = document.querySelector(`live-demo[name=${name}]`);
                window.seen = [];
                figure.addEventListener("livedemo:render", () =>
                    window.seen.push(figure.querySelector("[data-say]").textContent));
            }""",
            name,
        )
        self.worker = Worker(page)
        self.figure.part(".ld-start").click()
        self.figure.becomes("live")

    @property
    def steps(self) -> int:
        found = STEP.search(self.figure.said)
        return int(found[1].replace(",", "")) if found else 0

    def press(self) -> None:
        """Train on, or pause; returns when it does."""
        button = self.figure.part("button[name=train]")
        wanted = not self.running
        button.click()
        self.page.wait_for_function(
            "([button, wanted]) => button.hasAttribute('data-stops') === wanted",
            arg=[button.element_handle(), wanted],
        )

    @property
    def running(self) -> bool:
        return self.figure.part("button[name=train]").get_attribute("data-stops") is not None

    def pause_at(self, steps: int) -> None:
        """Go on to at least so many steps, then pause."""
        while self.steps < steps:
            if not self.running:
                self.press()
            self.page.wait_for_function(
                """([figure, steps]) => {
                    const said = figure.querySelector("[data-say]").textContent;
                    const [, done] = said.match(/After ([\\d,]+) step/) ?? ["", "0"];
                    return Number(done.replace(",", "")) >= steps
                        || !figure.querySelector("button[data-stops]");
                }""",
                arg=[self.figure.element.element_handle(), steps],
            )
        if self.running:
            self.press()

    def first(self, bits: float) -> int:
        """The step of the first frame with a lower loss."""
        for said in self.page.evaluate("window.seen"):
            loss, step = re.search(r": ([\d.]+) bits", said), STEP.search(said)
            if loss and step and float(loss[1]) < bits:
                return int(step[1].replace(",", ""))
        raise AssertionError(f"never under {bits} bits")


class Worker:
    """The worker of a page, asked over the browser's debugging protocol."""

    def __init__(self, page: Page) -> None:
        self.page, self.id, self.count = page, "", 0
        self.answers: dict[int, Any] = {}
        self.session = page.context.new_cdp_session(page)
        self.session.on("Target.attachedToTarget", self._attached)
        self.session.on("Target.receivedMessageFromTarget", self._answered)
        how = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False}
        self.session.send("Target.setAutoAttach", how)

    def _attached(self, event: dict[str, Any]) -> None:
        if event["targetInfo"]["url"].endswith("/worker.js"):  # not one that compiles, and ends
            self.id = event["sessionId"]

    def _answered(self, event: dict[str, Any]) -> None:
        answer = json.loads(event["message"])
        self.answers[answer.get("id", 0)] = answer

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        self.count += 1
        message = json.dumps({"id": self.count, "method": method, "params": params})
        self.session.send("Target.sendMessageToTarget", {"sessionId": self.id, "message": message})
        while self.count not in self.answers:
            frames(self.page, 1)
        result: dict[str, Any] = self.answers.pop(self.count)["result"]
        return result

    def memory(self) -> dict[str, int]:
        """Bytes after a collection: JavaScript's objects, its buffers, and every Wasm memory.

        The last are Python's and onnxruntime's whole heaps; they never shrink.
        """
        self.send("HeapProfiler.collectGarbage")
        heap = self.send("Runtime.getHeapUsage")
        (worker,) = workers(self.page)
        sizes = worker.evaluate("[...memories].map((m) => m.buffer.byteLength)")
        assert len(sizes) >= 2  # Python's and onnxruntime's
        return {
            "objects": heap["usedSize"],
            "buffers": heap["backingStorageSize"],
            "wasm": sum(sizes),
        }


@pytest.fixture(scope="module")
def watch(browser: Browser, chapter: Server) -> Iterator[Watch]:
    page = profile(browser).new_page()
    in_workers(page.context, MEMORIES)
    page.goto(f"{chapter.url}demos/pretrain/")
    yield Watch(page)
    page.context.close()


def test_it_learns_fast_and_does_not_grow(watch: Watch) -> None:
    watch.pause_at(100)
    early = watch.worker.memory()
    watch.pause_at(600)
    late = watch.worker.memory()
    labels = watch.figure.part(".ld-chart-label").all_text_contents()
    letters, pairs = (float(label.rpartition(" ")[2]) for label in labels)
    assert watch.first(letters) <= 100
    assert watch.first(pairs) <= 600
    assert sum(late.values()) <= 1.1 * sum(early.values()), f"{early} became {late}"


def test_it_stands_still_while_paused_and_goes_on_from_there(watch: Watch) -> None:
    watch.pause_at(watch.steps + 5)
    said, steps = watch.figure.said, watch.steps
    frames(watch.page)
    assert watch.figure.said == said
    before = len(watch.page.evaluate("seen"))
    watch.press()
    watch.page.wait_for_function("before => seen.length > before + 1", arg=before)
    found = STEP.search(watch.page.evaluate("before => seen[before]", before))
    assert found and steps <= int(found[1].replace(",", "")) < steps + 100
    watch.press()


def test_no_task_of_the_page_is_long(watch: Watch) -> None:
    with watched(watch.page) as tasks:
        watch.pause_at(watch.steps + 200)
    assert tasks.longest <= tasks.long


def test_it_starts_over_from_other_noise(watch: Watch) -> None:
    before = watch.figure.part(".ld-table td bdi").nth(1).inner_text()
    watch.figure.part("button[name=noise]").click()
    watch.figure.says("Nothing read yet")
    assert watch.figure.part(".ld-table td bdi").nth(1).inner_text() != before
    watch.pause_at(5)


def test_a_text_of_ones_own_is_learned(watch: Watch) -> None:
    watch.figure.part("textarea[name=text]").fill("Na na na, hey hey, goodbye. " * 8)
    watch.figure.says("Nothing read yet")
    watch.pause_at(20)
    assert watch.first(6.0)
    own = watch.figure.inputs["text"]
    watch.figure.set(text="Too short.")
    assert "Give it 200 or more" in watch.figure.said
    watch.figure.set(text=own)


def test_it_says_how_many_steps_a_second_it_takes(watch: Watch) -> None:
    watch.figure.part("button[name=noise]").click()
    watch.pause_at(watch.steps + 5)
    assert re.search(r"[\d.]+ steps a second", watch.figure.part(".ld-ran").inner_text())


def test_another_control_loses_nothing(watch: Watch) -> None:
    watch.pause_at(20)
    steps = watch.steps
    watch.figure.set(inside="attention")
    assert steps <= watch.steps < steps + 100
    assert watch.figure.part(".ld-heatmap, [data-grid]").count()
    watch.figure.set(inside="letters")
    assert steps <= watch.steps < steps + 100


def test_what_is_kept_is_opened_again(watch: Watch, tmp_path: Path) -> None:
    watch.pause_at(20)
    watch.figure.part("button[name=keep]").click()
    link = watch.figure.part(".ld-download a")
    link.wait_for()
    with watch.page.expect_download() as download:
        link.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert len(load_file(file)) > 20
    watch.figure.part("input[type=file]").set_input_files(file)
    watch.figure.says("The model that you kept")


def test_what_it_learned_outlives_another_page(page: Page, chapter: Server) -> None:
    arrive(page, chapter)
    instant(page, "How they learn")
    watch = Watch(page)
    watch.pause_at(30)
    steps = watch.steps
    instant(page, "Home")
    instant(page, "How they learn")
    figure = Figure(page, "pretrain")
    figure.says(f"After {steps} steps")
    assert figure.state == "static"
    figure.part("select[name=inside]").select_option("attention")
    figure.becomes("live")
    found = STEP.search(figure.said)
    assert found and steps <= int(found[1]) < steps + 100
