"""What goes wrong is a sentence and a retry; the result stays, and the other figures go on."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.browser.figure import Figure, Refusal, workers
from tests.browser.server import Server

pytestmark = pytest.mark.alone


@pytest.fixture
def server(small_site: Path) -> Iterator[Server]:
    """A server of its own, to break."""
    with Server(small_site) as server:
        yield server


def failed(figure: Figure, sentence: str) -> None:
    """The figure has failed, says so, offers a retry and keeps its result."""
    figure.becomes("failed")
    assert figure.message is not None
    assert sentence in figure.message
    assert figure.part("[role=status]").inner_text() == figure.message
    assert figure.part(".ld-retry").is_visible()
    assert figure.text.strip()


def retry(figure: Figure) -> None:
    figure.part(".ld-retry").click()
    figure.becomes("live")
    assert figure.message is None


def test_a_model_that_is_missing(page: Page, server: Server, small_site: Path) -> None:
    server.missing.update(path.name for path in small_site.rglob("*.onnx"))
    page.goto(server.url)
    scale, echo = Figure(page, "scale"), Figure(page, "echo")
    before = scale.result
    with pytest.raises(Refusal) as refusal:
        scale.start()
    assert refusal.value.kind == "file"
    failed(scale, "is not on the server, which answered 404")
    assert scale.result == before
    echo.start()
    assert echo.state == "live"
    server.missing.clear()
    retry(scale)
    assert scale.said == "3 rows sum to 55.500; step by step 55.500."


def test_a_model_that_arrives_cut(page: Page, server: Server, small_site: Path) -> None:
    server.cut.update(path.name for path in small_site.rglob("*.onnx"))
    server.headers["Cache-Control"] = "max-age=31536000, immutable"  # a retry must get past this
    page.goto(server.url)
    scale, echo = Figure(page, "scale"), Figure(page, "echo")
    with pytest.raises(Refusal):
        scale.start()
    failed(scale, "is shorter than it should be")
    (name,) = re.findall(r"file (\S+) is", str(scale.message))
    assert (small_site / "assets/livedemo/models" / name).is_file()
    echo.start()
    server.cut.clear()
    retry(scale)
    assert scale.state == echo.state == "live"


@pytest.mark.parametrize("name", ["wasm.js", "wasm.wasm"])
def test_an_inference_runtime_that_is_missing(page: Page, server: Server, name: str) -> None:
    server.missing.add(name)
    page.goto(server.url)
    scale, echo = Figure(page, "scale"), Figure(page, "echo")
    with pytest.raises(Refusal):
        scale.start()
    failed(scale, f"The file {name} is not on the server")
    echo.start()
    assert echo.state == "live"
    server.missing.clear()
    retry(scale)


def test_an_exception_in_a_demo(page: Page, server: Server) -> None:
    page.goto(server.url)
    faulty, echo = Figure(page, "faulty"), Figure(page, "echo")
    faulty.start()
    assert faulty.said == "12 / 4 = 3.00"
    with pytest.raises(Refusal) as refusal:
        faulty.set(number=0, how="divide")
    assert refusal.value.kind == "demo"
    failed(faulty, "This demo stopped with an error. Change an input, or try again.")
    assert faulty.said == "12 / 4 = 3.00"
    assert 'File "demos/faulty/demo.py", line' in refusal.value.detail
    assert 'return Say(f"12 / {number} = {12 / number:.2f}")' in refusal.value.detail
    assert refusal.value.detail.splitlines()[1].startswith('  File "demos/faulty/demo.py"')
    details = faulty.part(".ld-message details")
    details.locator("summary").click()
    assert "12 / number" in details.locator("pre").inner_text()
    echo.start()
    assert echo.state == "live"
    with pytest.raises(Refusal) as refusal:
        faulty.set(number=0, how="recurse")
    assert "RecursionError" in refusal.value.detail
    faulty.set(number=6)
    assert (faulty.said, faulty.state, faulty.message) == ("12 / 6 = 2.00", "live", None)


@pytest.mark.parametrize("call", ["close()", "worker.terminate"])
def test_a_worker_that_is_killed(page: Page, server: Server, call: str) -> None:
    page.add_init_script(
        """const Kept = Worker;
        window.Worker = class extends Kept {
            constructor(url, options) {
                super(url, options);
                // not one that compiles a program and ends
                if (String(url).endsWith("/worker.js")) (window.workers ??= []).push(this);
            }
        };"""
    )
    page.goto(server.url)
    scale, echo, stream = (Figure(page, name) for name in ("scale", "echo", "stream"))
    scale.start()
    echo.set(text="kept words stay")
    stream.element.evaluate("figure => { figure.set({ go: 1, steps: 2000 }).catch(() => {}); }")
    stream.says("step 3")
    if call == "close()":
        workers(page)[0].evaluate("() => setTimeout(close)")
    else:
        page.evaluate("workers.forEach((worker) => worker.terminate())")
    for figure in (scale, echo, stream):
        failed(figure, "The program behind this figure has stopped")
    assert echo.said == "3 words, number 3."
    assert Figure(page, "faulty").state == "static"
    retry(echo)
    assert echo.said == "3 words, number 3."
    scale.set(rows=1)
    assert scale.said.startswith("1 rows")
    assert len(page.evaluate("workers")) == 2


def test_a_worker_that_is_killed_while_it_boots(page: Page, server: Server) -> None:
    page.goto(server.url)
    echo = Figure(page, "echo")
    with page.expect_worker() as made:
        echo.element.evaluate("figure => { figure.start().catch(() => {}); }")
    # On a busy machine the worker may take a while to the lock that tells of its life.
    made.value.evaluate("""async () => {
        const mine = ({ name }) => name.startsWith("livedemo");
        while (!(await navigator.locks.query()).held.some(mine)) {
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
        setTimeout(close, 100);
    }""")
    failed(echo, "has stopped")
    retry(echo)


def test_a_worker_that_never_says_a_word(page: Page, server: Server) -> None:
    page.route("**/worker.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.clock.install()
    page.goto(f"{server.url}demos/echo/")
    echo = Figure(page, "echo")
    with page.expect_worker():
        echo.element.evaluate("figure => { figure.start().catch(() => {}); }")
    page.clock.run_for(70_000)
    failed(echo, "The file worker.js is shorter than it should be")
    page.unroute("**/worker.js")
    retry(echo)


def test_a_silent_worker_whose_site_came_late(page: Page, server: Server) -> None:
    """What it was to be told was long on its way: it is doubted from then on."""
    page.route("**/worker.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    held: list[Route] = []
    page.route("**/site.*.json", lambda route: held.append(route))
    page.clock.install()
    page.goto(f"{server.url}demos/echo/")
    echo = Figure(page, "echo")
    with page.expect_request("**/site.*.json"):
        echo.element.evaluate("figure => { figure.start().catch(() => {}); }")
    page.clock.run_for(20_000)
    page.unroute("**/site.*.json")
    with page.expect_response("**/site.*.json"):
        for route in held:
            route.continue_()
    page.clock.run_for(10_000)
    failed(echo, "The file worker.js is shorter than it should be")


def test_a_page_that_is_older_than_its_site(page: Page, server: Server) -> None:
    page.goto(server.url)
    server.missing.add(".json")
    echo = Figure(page, "echo")
    with pytest.raises(Refusal):
        echo.start()
    failed(echo, "The site may have changed since you opened this page: reload it.")


@pytest.mark.parametrize(
    "part", ["worker.js", "stdlib.zip.gz", "pyodide.asm.wasm", "worker-client.js"]
)
def test_a_part_of_the_program_that_is_missing(page: Page, server: Server, part: str) -> None:
    server.missing.add(part)
    page.goto(server.url)
    echo = Figure(page, "echo")
    before = echo.result
    with pytest.raises(Refusal):
        echo.start()
    echo.becomes("failed")
    assert echo.message
    assert echo.result == before


def test_a_runtime_that_arrives_cut(page: Page, server: Server) -> None:
    server.cut.add("pyodide.asm.wasm")
    page.goto(server.url)
    echo = Figure(page, "echo")
    with pytest.raises(Refusal) as refusal:
        echo.start()
    assert refusal.value.kind == "file"
    server.cut.clear()
    retry(echo)


def test_a_demo_that_never_ends_is_stopped(page: Page, server: Server) -> None:
    page.clock.install()  # the watchdog counts the seconds that the page sees
    page.goto(f"{server.url}demos/faulty/")
    faulty = Figure(page, "faulty")
    faulty.start()
    faulty.element.evaluate("figure => { figure.set({ number: 0, how: 'hang' }).catch(() => {}); }")
    faulty.part("[data-result][aria-busy=true]").wait_for()
    page.clock.run_for(31_000)
    failed(faulty, "gave no answer for 30 seconds and was stopped")
    faulty.set(number=3, how="divide")
    assert faulty.said == "12 / 3 = 4.00"
