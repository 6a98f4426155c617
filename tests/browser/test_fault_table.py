"""Whatever comes over the wire, spoilt in whatever way: told for what it is, mended by a retry.

Each kind of file meets each fault on a site that needs all of them; the sentence follows from the
kind of fault and the file's name alone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from livedemo_site.sentences import Sentences
from playwright.sync_api import Page

from tests.browser.figure import Figure, Refusal
from tests.browser.server import Server
from tests.shared import Shared
from tests.sites.wheel import make_wheel

pytestmark = pytest.mark.alone

# What a file's path ends in. Those in PAGE are loaded once for a page: a retry loads it anew.
PAGE = {
    "element": "page/element.js",
    "controls": "page/controls.js",
    "sentences": "page/sentences.js",
    "run": "run/runner.js",
    "morph": "run/idiomorph.js",
    "status": "run/status.js",
}
KINDS = {
    **PAGE,
    "worker": "worker/worker.js",
    "site": "worker/site.js",
    "boot": "worker/boot.js",
    "compiler": "worker/compiler.js",
    "site.json": "site.*.json",
    "Pyodide": "pyodide/pyodide.js",
    "Pyodide's glue": "pyodide/pyodide.asm.js",
    "Pyodide's program": "pyodide/pyodide.asm.wasm",
    "the standard library": "python/stdlib.zip.gz",
    "the bundle": "demos.*.zip",
    "a tokenizer": "models/*.json",
    "onnxruntime": "ort/wasm.js",
    "onnxruntime's program": "ort/wasm.wasm",
    "a graph": "models/*.onnx",
    "weights": "models/*.bin",
    "a wheel": "wheels/*/*.whl",
}
FAULTS = {
    "missing": ("file", "missing"),
    "page": ("file", "page"),
    "short": ("file", "short"),
    "changed": ("file", "changed"),
    "busy": ("network", "busy"),
    "cut": ("network", "cut"),
}
STATUS = {"missing": "404", "busy": "503"}
PATIENCE = 60_000  # ms: the last resort
ALL = os.environ.get("FAULTS") == "all"  # the whole table takes minutes
#: Without that: each kind of file changed, and each fault of a few kinds.
OFTEN = ("run", "weights")
#: Each is held to its digest by itself; what a script loads waits for that script.
DATA = [kind for kind, path in KINDS.items() if not path.endswith(".js")]
SCRIPTS = [kind for kind in KINDS if kind not in (*PAGE, *DATA)]
# Presses a figure's Retry, and ends when what it told is gone.
ANEW = """(figure) => new Promise((resolve) => {
    new MutationObserver(() => resolve()).observe(figure, { attributeFilter: ["data-state"] });
    figure.querySelector(".ld-retry").click();
})"""
ANSWER = "577.2, 2 tokens, 2 twice."


def make(folder: Path) -> None:
    """Build the project that needs all kinds of files."""
    project, links = folder / "project", folder / "links"
    shutil.copytree(Path(__file__).with_name("broken"), project)
    line = make_wheel(links, "ldbroken", "1.0", "def twice(x):\n    return x + x\n")
    (project / "demos" / "whole" / "requirements.txt").write_text(f"{line}\n")
    environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(links)}
    environment.pop("LIVEDEMO_STORE", None)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    site = f"--site-dir={folder / 'site'}"
    subprocess.run([*command, site], cwd=project, check=True, env=environment)


@pytest.fixture(scope="module")
def root(shared: Shared) -> Path:
    return shared("broken", make) / "site"


@pytest.fixture
def server(root: Path) -> Iterator[Server]:
    """A server of its own, to break."""
    with Server(root) as server:
        yield server


def path_of(root: Path, kind: str) -> str:
    """The end of the one path of a kind."""
    files = root / "assets" / "livedemo"
    if "*" not in KINDS[kind]:
        return KINDS[kind]
    (file,) = files.glob(KINDS[kind])
    return file.relative_to(files).as_posix()


def told(figure: Figure) -> str:
    """What a figure says once it has failed, having been asked to run where it waits for that."""
    figure.page.wait_for_function(
        """() => customElements.get("live-demo")
            || document.querySelector("live-demo").dataset.state === "failed\""""
    )
    if figure.state == "static":
        figure.element.evaluate("figure => { figure.start().catch(() => {}); }")
    figure.becomes("failed")
    return str(figure.message)


def sentence(kind: str, cause: str, file: str, status: str = "") -> str:
    return Sentences()(f"fault.{kind}.{cause}", file=file, status=status)


def retry(figure: Figure, kind: str) -> None:
    """Press the button of a figure that has failed for want of a file of this kind."""
    if kind in PAGE:
        with figure.page.expect_navigation():
            figure.part(".ld-retry").click()
    else:
        figure.element.evaluate(ANEW)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file(page: Page, server: Server, root: Path, kind: str) -> None:
    """One fault, and with each retry the next; in the end, none."""
    path = path_of(root, kind)
    figure = Figure(page, "whole")
    for fault in FAULTS if ALL or kind in OFTEN else ["changed"]:
        server.faults[path] = fault
        if page.url == "about:blank":
            page.goto(f"{server.url}demos/whole/")
        else:
            retry(figure, kind)
        words = sentence(*FAULTS[fault], Path(path).name, STATUS.get(fault, ""))
        assert (fault, told(figure)) == (fault, words)
        assert figure.said == ANSWER
    server.faults.clear()
    retry(figure, kind)
    if kind in PAGE:
        page.wait_for_function(
            """() => customElements.get("live-demo")
                && document.querySelector("live-demo")?.dataset.state === "static\""""
        )
        figure.start()
    figure.becomes("live")
    assert (figure.said, figure.message) == (ANSWER, None)


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page whose scripts may break: what a broken one raises is no failure here."""
    other = page.context.new_page()
    other.set_default_timeout(PATIENCE)
    yield other


@pytest.mark.parametrize("fault", ["page", "short", "changed"] if ALL else ["changed"])
@pytest.mark.parametrize("kinds", [*([kind] for kind in SCRIPTS), DATA], ids=[*SCRIPTS, "data"])
def test_what_is_wrong_once_is_fetched_past_the_cache(
    page: Page, server: Server, root: Path, kinds: list[str], fault: str
) -> None:
    paths = [path_of(root, kind) for kind in kinds]
    server.faults = dict.fromkeys(paths, fault)
    server.once = True
    server.headers["Cache-Control"] = "max-age=31536000, immutable"
    page.goto(f"{server.url}demos/whole/")
    figure = Figure(page, "whole")
    figure.start()
    assert (figure.state, figure.said, figure.message) == ("live", ANSWER, None)
    asked = [sum(each.endswith(path) for each in server.requests) for path in paths]
    assert min(asked) > 1


@pytest.mark.parametrize("fault", FAULTS if ALL else ["missing"])
@pytest.mark.parametrize("kind", ["the bundle", "Pyodide's program", "site.json"])
def test_a_demo_without_a_model_speaks_of_none(
    page: Page, server: Server, kind: str, fault: str
) -> None:
    server.faults = {path_of(server.root, kind): fault}
    page.goto(f"{server.url}demos/plain/")
    assert not re.search("model|onnx|ort", told(Figure(page, "plain")))


@pytest.mark.parametrize("fault", FAULTS if ALL else ["missing", "changed"])
def test_without_listed_states_python_answers(page: Page, server: Server, fault: str) -> None:
    server.faults = {".json.gz": fault}
    page.goto(f"{server.url}demos/plain/")
    figure = Figure(page, "plain")
    figure.set(number=2)
    assert (figure.state, figure.said) == ("live", "It is 2.")


def test_what_has_come_is_kept(page: Page, server: Server, root: Path) -> None:
    """A retry asks for the rest alone."""
    path = path_of(root, "weights")
    server.faults[path] = "cut"
    page.goto(f"{server.url}demos/whole/")
    figure = Figure(page, "whole")
    with pytest.raises(Refusal) as refusal:
        figure.start()
    assert (refusal.value.kind, server.ranges) == ("network", {})
    server.faults.clear()
    figure.part(".ld-retry").click()
    figure.becomes("live")
    ((asked, span),) = server.ranges.items()
    start = int(re.findall(r"\d+", span)[0])
    assert asked.endswith(path)
    assert 0 < start <= (root / "assets" / "livedemo" / path).stat().st_size // 2
    assert figure.said == ANSWER
