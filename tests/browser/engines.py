"""Browsers of other makes, where the machine has them: Firefox, and WebKit as GTK has it.

Each is driven by what it brings: Firefox by Marionette, WebKit by its WebDriver. Playwright knows
builds of its own alone.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedRWPair
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.browser.packages import fetch

PATIENCE = 300  # s: the last resort of whatever waits
#: Calls a function with what the function's promise gives, or with why it gives nothing.
CALL = """const done = arguments[arguments.length - 1];
Promise.resolve((CODE)(...[...arguments].slice(0, -1)))
    .then((value) => done({ value }), (error) => done({ error: `${error}` }));"""
#: Starts the page's figure: what the build showed, what the browser shows, after how many ms.
LIVE = """async () => {
    const figure = document.querySelector("live-demo");
    const result = figure.querySelector("[data-result]");
    const built = result.innerHTML;
    const began = performance.now();
    await figure.start();
    const ms = performance.now() - began;
    return { built, live: result.innerHTML, state: figure.dataset.state, ms };
}"""


class Engine:
    """A browser with one window. ``send`` takes commands by the names that W3C gave them."""

    def __init__(self, send: Callable[[str, dict[str, Any]], Any]) -> None:
        self._send = send

    def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        self._send("url", {"url": url})

    def run(self, code: str, *arguments: Any) -> Any:
        """What a function of JavaScript gives, or a promise of it."""
        script = CALL.replace("CODE", code)
        answer = self._send("execute/async", {"script": script, "args": list(arguments)})
        assert "error" not in answer, answer["error"]
        return answer.get("value")


@contextmanager
def firefox() -> Iterator[Engine]:
    """Firefox, or `FileNotFoundError`."""
    if not _firefox():
        fetch("firefox-esr")
    if not (path := _firefox()):
        raise FileNotFoundError("no Firefox is installed")
    commands = {"url": "WebDriver:Navigate", "execute/async": "WebDriver:ExecuteAsyncScript"}
    with TemporaryDirectory() as profile, ExitStack() as stack:
        folder = Path(profile)
        (folder / "user.js").write_text('user_pref("marionette.port", 0);\n', "utf-8")
        command = [path, "--headless", "--marionette", "--no-remote", "--profile", profile]
        process = stack.enter_context(_process(command, env={**os.environ, "HOME": profile}))
        port = int(_awaited(process, lambda: (folder / "MarionetteActivePort").read_text("utf-8")))
        line = stack.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE))
        stream = stack.enter_context(line.makefile("rwb"))
        _packet(stream)  # what it is

        def send(name: str, values: dict[str, Any]) -> Any:
            text = json.dumps([0, 1, commands.get(name, name), values]).encode()
            stream.write(b"%d:%b" % (len(text), text))
            stream.flush()
            _, _, error, answer = _packet(stream)
            assert not error, error
            return answer.get("value") if isinstance(answer, dict) else answer

        timeouts = {"script": PATIENCE * 1000, "pageLoad": PATIENCE * 1000}
        send("WebDriver:NewSession", {"timeouts": timeouts})
        yield Engine(send)


def _firefox() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")


def _packet(stream: BufferedRWPair) -> Any:
    """One of Marionette's: its length, a colon, JSON."""
    size = b""
    while not size.endswith(b":"):
        size += stream.read(1)
    return json.loads(stream.read(int(size[:-1])))


@contextmanager
def webkit() -> Iterator[Engine]:
    """WebKit's small browser on a screen that nobody sees, or `FileNotFoundError`."""
    if not all(_webkit()):
        fetch("webkit2gtk-driver", "xvfb")
    driver, screen, browsers = _webkit()
    if not (driver and screen and browsers):
        raise FileNotFoundError("no WebKitWebDriver, MiniBrowser and Xvfb are installed")
    with ExitStack() as stack:
        shown = stack.enter_context(_process([screen, "-displayfd", "1"], stdout=subprocess.PIPE))
        assert shown.stdout
        display = f":{shown.stdout.readline().decode().strip()}"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = stack.enter_context(
            _process([driver, f"--port={port}"], env={**os.environ, "DISPLAY": display})
        )

        def send(name: str, values: dict[str, Any] | None, method: str = "POST") -> Any:
            data = None if values is None else json.dumps(values).encode()
            request = urllib.request.Request(f"http://127.0.0.1:{port}/{name}", data, method=method)
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]

        _awaited(process, lambda: send("status", None, "GET"))
        options = {"binary": str(browsers[-1]), "args": ["--automation"]}
        asked = {"webkitgtk:browserOptions": options, "timeouts": {"script": PATIENCE * 1000}}
        session = (
            f"session/{send('session', {'capabilities': {'alwaysMatch': asked}})['sessionId']}"
        )
        yield Engine(lambda name, values: send(f"{session}/{name}", values))
        send(session, None, "DELETE")


def _webkit() -> tuple[str | None, str | None, list[Path]]:
    browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-*/MiniBrowser"))
    return shutil.which("WebKitWebDriver"), shutil.which("Xvfb"), browsers


@contextmanager
def _process(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **{**quiet, **options}) as process:
        try:
            yield process
        finally:
            process.terminate()


def _awaited(process: subprocess.Popen[bytes], ask: Callable[[], Any]) -> Any:
    """What ``ask`` gives once it gives something without an `OSError`."""
    while process.poll() is None:
        try:
            if found := ask():
                return found
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"{process.args!r} has ended")


ENGINES = {"firefox": firefox, "webkit": webkit}
