"""A figure that is kept from running says by what: a policy, a disk, a slow line, a GPU."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.figure import Figure
from tests.browser.probe import in_workers
from tests.browser.server import Server

pytestmark = pytest.mark.alone

# A policy that a site may have, and what is missing in it.
POLICIES = {
    "default-src 'self'": ("script-src", "'wasm-unsafe-eval'"),
    "default-src 'self'; script-src 'self'": ("script-src", "'wasm-unsafe-eval'"),
    "script-src 'self'; object-src 'none'": ("script-src", "'wasm-unsafe-eval'"),
    "default-src 'self' 'wasm-unsafe-eval'; connect-src 'none'": ("connect-src", "'self'"),
    "default-src 'self' 'wasm-unsafe-eval'; worker-src 'none'": ("worker-src", "'self'"),
}


@pytest.fixture
def bare(context: BrowserContext) -> Page:
    """A page whose complaints are the point of the test."""
    return context.new_page()


def begin(figure: Figure) -> None:
    figure.element.evaluate("figure => { figure.start().catch(() => {}); }")


@pytest.mark.parametrize("name", ["echo", "scale"])
@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_is_named(bare: Page, small_site: Path, policy: str, name: str) -> None:
    directive, source = POLICIES[policy]
    with Server(small_site, headers={"Content-Security-Policy": policy}) as server:
        bare.goto(f"{server.url}demos/{name}/")
        figure = Figure(bare, name)
        before = figure.result
        begin(figure)
        figure.becomes("failed")
        told = str(figure.message)
        assert f"{directive} does not allow {source}" in told
        assert "security policy" in told
        assert figure.result == before
        assert figure.part("[data-result]").is_visible()


@pytest.mark.parametrize("page", ["demos/echo/index.html", "demos/scale/index.html", "index.html"])
def test_a_page_from_a_disk_says_what_to_do(bare: Page, small_site: Path, page: str) -> None:
    bare.goto((small_site / page).as_uri())
    figure = bare.locator("live-demo").first
    message = figure.locator(".ld-message p")
    message.wait_for()
    told = message.inner_text()
    assert "opened from a disk" in told and "over HTTP" in told and "http.server" in told
    assert not re.search("reload|connection", told, re.IGNORECASE)
    assert not figure.locator(".ld-retry").is_visible()
    assert figure.locator("[data-result]").inner_text().strip()


@pytest.mark.parametrize(
    ("ending", "name"),
    [
        ("demos.*.zip", "echo"),
        ("python/stdlib.zip.gz", "echo"),
        ("site.*.json", "echo"),
        ("worker/worker.js", "echo"),
        ("worker/site.js", "echo"),
        ("run/runner.js", "echo"),
        ("pyodide/pyodide.asm.wasm", "echo"),
        ("ort/wasm.wasm", "scale"),
        ("models/*.onnx", "scale"),
    ],
)
def test_slow_is_not_broken(bare: Page, small_site: Path, ending: str, name: str) -> None:
    """It says what it waits for, and goes on by itself when the rest has come."""
    folder, _, last = ending.rpartition("/")
    found = (small_site / "assets" / "livedemo").glob(f"**/{last}")
    file = next(path for path in found if folder in path.as_posix())
    bare.clock.install()
    with Server(small_site) as server:
        server.faults[f"{folder}/{file.name}" if folder else file.name] = "stalled"
        bare.goto(f"{server.url}demos/{name}/")
        figure = Figure(bare, name)
        begin(figure)
        waits = figure.part(".ld-start")
        while not re.search(r"Waiting for .*\d+ seconds", waits.inner_text()):
            bare.clock.run_for(1000)
        assert figure.state in {"loading", "static"}
        for _ in range(60):  # a minute of nothing
            bare.clock.run_for(1000)
        assert figure.message is None
        server.faults.clear()
        server.go_on.set()
        while figure.state != "live":
            bare.clock.run_for(100)
        assert figure.message is None


@pytest.fixture
def stalled(small_site: Path) -> Iterator[Server]:
    with Server(small_site) as server:
        yield server


def test_what_never_comes_is_given_up_late(bare: Page, stalled: Server) -> None:
    bare.clock.install()
    stalled.faults["stdlib.zip.gz"] = "stalled"
    bare.goto(f"{stalled.url}demos/echo/")
    figure = Figure(bare, "echo")
    begin(figure)
    while figure.state != "failed":
        bare.clock.run_for(1000)
    assert str(figure.message).startswith("Nothing of stdlib.zip.gz has come for 2 minutes.")
    stalled.faults.clear()
    stalled.go_on.set()
    figure.part(".ld-retry").click()
    while figure.state != "live":
        bare.clock.run_for(100)


# A GPU that fails: the probe changes what the browser tells of it, as another device would.
GPUS = {
    "an adapter that is refused": "navigator.gpu.requestAdapter = async () => null;",
    "a device that is refused": """GPUAdapter.prototype.requestDevice = async () => {
        throw new Error("no device");
    };""",
    "a device that is lost": """const make = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...all) {
        const device = await make.apply(this, all);
        device.destroy();
        return device;
    };""",
    "a program that is refused": """GPUDevice.prototype.createComputePipeline = () => {
        throw new Error("Cast requires f16");
    };
    GPUDevice.prototype.createComputePipelineAsync = async () => {
        throw new Error("Cast requires f16");
    };
    GPUDevice.prototype.createShaderModule = () => {
        throw new Error("Cast requires f16");
    };""",
}


@pytest.mark.parametrize("gpu", GPUS)
def test_a_gpu_that_fails_gives_way(
    context: BrowserContext, bare: Page, small: Server, gpu: str
) -> None:
    in_workers(context, GPUS[gpu])
    bare.goto(f"{small.url}demos/scale/")
    figure = Figure(bare, "scale")
    figure.element.evaluate(
        """figure => {
            const select = figure.querySelector(".ld-backend select");
            select.value = "webgpu";
            figure.start().catch(() => {});
        }"""
    )
    figure.becomes("live")
    assert figure.backend == "wasm"
    figure.part(".ld-message:not([hidden])").wait_for()
    assert str(figure.message).startswith("The graphics processor could not run this figure")
    assert not figure.part(".ld-retry").is_visible()
    assert figure.said == "3 rows sum to 55.500; step by step 55.500."
