"""Where a figure must work: under instant navigation, sub-paths, strict policies, odd servers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser.figure import Figure, frames, workers
from tests.browser.probe import in_workers
from tests.browser.server import Server

pytestmark = pytest.mark.alone

STRICT = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
# What Material's own pages ask for besides: inline scripts that hold its settings.
MATERIAL = f"{STRICT} 'unsafe-inline'"


@contextmanager
def complaints(page: Page) -> Iterator[list[str]]:
    """Collect what the browser complains of: errors, and violations of the policy."""
    found: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "favicon" not in message.location["url"]:
            found.append(f"{message.text} ({message.location['url']})")

    page.on("console", heard)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found


def arrive(page: Page, server: Server) -> None:
    """Open the home page, with a sitemap that knows the server's port: Material asks for both."""
    sitemap = re.sub(
        r"https://\w+\.example/", server.url, (server.root / "sitemap.xml").read_text("utf-8")
    )
    page.route("**/sitemap.xml", lambda route: route.fulfill(body=sitemap))
    with page.expect_response("**/sitemap.xml"):
        page.goto(server.url)


def instant(page: Page, link: str) -> None:
    """Follow a link of the navigation, without a new document."""
    page.evaluate("window.stayed = true")
    page.locator(f".md-nav--primary a:has-text('{link}')").first.evaluate("link => link.click()")
    page.wait_for_function(
        "link => document.querySelector('.md-nav__link--active .md-ellipsis')"
        "?.innerText.trim() === link",
        arg=link,
    )
    assert page.evaluate("window.stayed"), "the page was loaded anew"


def test_away_and_back(page: Page, small: Server) -> None:
    arrive(page, small)
    with complaints(page) as found:
        stream = Figure(page, "stream")
        stream.start()
        stream.element.evaluate("figure => { figure.set({ go: 1, steps: 2000 }).catch(() => {}); }")
        stream.says("step 3")
        instant(page, "Plain")
        assert page.locator("live-demo").count() == 0
        instant(page, "Home")
        assert stream.state == "static"
        assert stream.said == "step 0"
        stream.set(text="again")
        assert (stream.state, stream.said) == ("live", "again 0")
        instant(page, "Ten")
        echo = Figure(page, "echo", 4)
        echo.part("textarea").fill("typed after navigation")
        echo.says("3 words, number 5")
        assert len(workers(page)) == 1
    assert found == []


def test_a_figure_that_leaves_while_it_loads(page: Page, small: Server) -> None:
    arrive(page, small)
    with complaints(page) as found:
        Figure(page, "scale").element.evaluate("figure => { figure.start().catch(() => {}); }")
        instant(page, "Plain")
        instant(page, "Home")
        scale = Figure(page, "scale")
        assert scale.state == "static"
        scale.start()
        assert scale.state == "live"
    assert found == []


def test_a_figure_that_is_moved_stays_live(page: Page, small: Server) -> None:
    page.goto(f"{small.url}demos/echo/")
    echo = Figure(page, "echo")
    echo.start()
    echo.element.evaluate("figure => document.body.append(figure)")
    echo.part("textarea").fill("moved and typed")
    echo.says("3 words")
    assert echo.state == "live"


@pytest.mark.parametrize("name", ["echo", "scale", "stream"])
def test_a_page_of_its_own_under_a_strict_policy(page: Page, small_site: Path, name: str) -> None:
    headers = {"Content-Security-Policy": STRICT}
    served = Server(small_site, prefix="/some/where/", headers=headers)
    with served as server, complaints(page) as found:
        page.goto(f"{server.url}demos/{name}/")
        figure = Figure(page, name)
        figure.start()
        assert figure.state == "live"
        figure.part("input").first.focus()
        page.screenshot()
    assert found == []
    assert all(
        path.startswith("/some/where/") for path in server.requests if path != "/favicon.ico"
    )


def test_material_pages_under_their_policy_and_a_sub_path(page: Page, small_site: Path) -> None:
    headers = {"Content-Security-Policy": MATERIAL}
    served = Server(small_site, prefix="/some/where/", headers=headers)
    with served as server, complaints(page) as found:
        page.goto(server.url)
        scale = Figure(page, "scale")
        scale.start()
        assert scale.state == "live"
    assert found == []


@pytest.mark.parametrize("kind", ["application/octet-stream", "text/plain; charset=utf-8"])
def test_a_server_that_does_not_know_wasm(page: Page, small_site: Path, kind: str) -> None:
    with Server(small_site, types={".wasm": kind}) as server:
        page.goto(server.url)
        scale = Figure(page, "scale")
        scale.start()
        assert scale.said == "3 rows sum to 55.500; step by step 55.500."


def test_an_insecure_origin(context: BrowserContext, small: Server) -> None:
    """Without HTTPS there are no locks, no caches and no WebGPU; a figure runs all the same."""
    page = context.new_page()  # its errors are not held: the theme's timers meet our clock
    # Chromium resolves *.localhost, but trusts it; 0.0.0.0 it does not trust.
    page.goto(small.url.replace("localhost", "0.0.0.0"))
    assert not page.evaluate("isSecureContext")
    scale, echo = Figure(page, "scale"), Figure(page, "echo")
    page.clock.install()
    scale.start()
    assert scale.state == "live"
    assert not scale.part(".ld-backend").is_visible()
    workers(page)[0].evaluate("() => setTimeout(close)")
    page.clock.run_for(15_000)
    scale.becomes("failed")
    echo.start()
    assert echo.state == "live"


def test_builds_of_onnxruntime(context: BrowserContext, page: Page, small: Server) -> None:
    """A model on WASM loads the plain build; no GPU is offered where WASM can't be suspended."""
    in_workers(context, "delete WebAssembly.Suspending;")
    page.goto(f"{small.url}demos/scale/")
    scale = Figure(page, "scale")
    small.requests.clear()
    scale.start()
    assert any(path.endswith("/ort/wasm.wasm") for path in small.requests)
    assert not any("jspi" in path for path in small.requests)
    frames(page)
    assert not scale.part(".ld-backend").is_visible()
